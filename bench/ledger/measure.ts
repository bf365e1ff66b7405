import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LedgerRequest } from '../../src/main/ledger/entry.ts'
import type { LedgerContender } from './contender.ts'
import { workloadIds } from './fill.ts'
import { timeArithmetic, timeBareSyncs } from './floor.ts'
import { slipwayLedger } from './slipway-ledger.ts'
import { usualTable } from './usual-table.ts'

export interface LedgerTimes {
  readonly name: string
  readonly newestMs: number[]
  /** Opening an entry: the insert and the prune. */
  readonly addMs: number[]
  readonly closeMs: number[]
}

export interface LedgerResult {
  readonly contenders: LedgerTimes[]
  readonly bareSyncMs: number[]
  readonly arithmeticMs: number[]
}

const warmUpSamples = 500
const samplesPerTurn = 100

/** 100,000 entries on a real file each; the contenders take turns. */
export function measureLedger(samples: number): LedgerResult {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-ledger-'))
  const workloads = workloadIds()
  const contenders = [slipwayLedger(folder, workloads), usualTable(folder, workloads)]
  const turns = contenders.map((contender) => ({ contender, times: emptyTimes(contender.name) }))
  const warmUp = contenders.map((contender) => ({ contender, times: emptyTimes(contender.name) }))
  try {
    for (const take of [read, write]) {
      takeTurns(warmUp, workloads, warmUpSamples, take)
      takeTurns(turns, workloads, samples, take)
    }
    return {
      contenders: turns.map(({ times }) => times),
      bareSyncMs: timeBareSyncs(folder, samples),
      arithmeticMs: timeArithmetic(samples),
    }
  } finally {
    for (const contender of contenders) contender.close()
    rmSync(folder, { recursive: true })
  }
}

interface Turn {
  readonly contender: LedgerContender
  readonly times: LedgerTimes
}

/** Turns of a hundred samples: every contender meets the same minutes of the machine, and cleans up its own garbage. */
function takeTurns(
  turns: readonly Turn[],
  workloads: readonly string[],
  samples: number,
  take: (turn: Turn, workloadId: string) => void,
): void {
  for (let begin = 0; begin < samples; begin += samplesPerTurn) {
    const end = Math.min(begin + samplesPerTurn, samples)
    for (const turn of turns) {
      for (let sample = begin; sample < end; sample += 1) take(turn, workloadOf(sample, workloads))
    }
  }
}

/** A step that has no factor in common with their number visits all of them, and never neighbours. */
function workloadOf(sample: number, workloads: readonly string[]): string {
  return workloads[(sample * 77) % workloads.length] ?? ''
}

function read({ contender, times }: Turn, workloadId: string): void {
  const startedAt = performance.now()
  contender.readNewest(workloadId)
  times.newestMs.push(performance.now() - startedAt)
}

function write({ contender, times }: Turn, workloadId: string): void {
  const startedAt = performance.now()
  const close = contender.add(request(workloadId))
  const addedAt = performance.now()
  close()
  times.addMs.push(addedAt - startedAt)
  times.closeMs.push(performance.now() - addedAt)
}

function request(workloadId: string): LedgerRequest {
  return {
    workloadId,
    kind: 'deploy',
    reason: 'manual',
    actor: 'local',
    hostId: 'local',
    sourceKind: 'image',
    reference: 'registry.example.com/team/app:next',
  }
}

function emptyTimes(name: string): LedgerTimes {
  return { name, newestMs: [], addMs: [], closeMs: [] }
}
