import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LedgerRequest } from '../../src/main/ledger/entry.ts'
import type { LedgerContender } from './contender.ts'
import { timeBareSyncs } from './disk.ts'
import { workloadIds } from './fill.ts'
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
}

const warmUpSamples = 500

/** 100,000 entries on a real file each, the contenders taking turns at every sample. */
export function measureLedger(samples: number): LedgerResult {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-ledger-'))
  const workloads = workloadIds()
  const contenders = [slipwayLedger(folder, workloads), usualTable(folder, workloads)]
  try {
    takeTurns(contenders, workloads, warmUpSamples)
    const results = takeTurns(contenders, workloads, samples)
    return { contenders: results, bareSyncMs: timeBareSyncs(folder, Math.min(samples, 2_000)) }
  } finally {
    for (const contender of contenders) contender.close()
    rmSync(folder, { recursive: true })
  }
}

function takeTurns(
  contenders: readonly LedgerContender[],
  workloads: readonly string[],
  samples: number,
): LedgerTimes[] {
  const turns = contenders.map((contender) => ({ contender, times: emptyTimes(contender.name) }))
  for (let sample = 0; sample < samples; sample += 1) {
    // A step that has no factor in common with their number visits all of them, and never neighbours.
    const workloadId = workloads[(sample * 77) % workloads.length] ?? ''
    for (const { contender, times } of turns) takeSample(contender, workloadId, times)
  }
  return turns.map(({ times }) => times)
}

function takeSample(contender: LedgerContender, workloadId: string, times: LedgerTimes): void {
  const clock = [performance.now()]
  const close = contender.add(request(workloadId))
  clock.push(performance.now())
  close()
  clock.push(performance.now())
  contender.readNewest(workloadId)
  clock.push(performance.now())
  const [begun = 0, added = 0, closed = 0, read = 0] = clock
  times.addMs.push(added - begun)
  times.closeMs.push(closed - added)
  times.newestMs.push(read - closed)
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
