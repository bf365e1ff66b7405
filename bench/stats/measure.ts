import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { timeArithmetic, timeBareSyncs } from '../ledger/floor.ts'
import { arraysInMemory } from './arrays.ts'
import { layouts, samplesTable } from './samples-table.ts'
import { type SlipwayStats, slipwayStats } from './slipway-stats.ts'
import { beginTs, dayMs, days, endTs, intervalMs, workloadCount } from './usage.ts'

export const windows = [
  { name: '1 h', lengthMs: dayMs / 24 },
  { name: '24 h', lengthMs: dayMs },
  { name: '7 d', lengthMs: 7 * dayMs },
  { name: '30 d', lengthMs: 30 * dayMs },
] as const

export interface Times {
  readonly name: string
  /** By window; none where a contender holds less than that. */
  readonly readMs: ReadonlyMap<string, readonly number[]>
  readonly insertMs: readonly number[]
}

export interface StatsResult {
  readonly contenders: readonly Times[]
  readonly bytes: number
  readonly comparedRows: number
  readonly pruneStepMs: readonly number[]
  /** What the machine itself does, in the same minutes as the rounds. */
  readonly bareSyncMs: readonly number[]
  readonly arithmeticMs: readonly number[]
}

/** One thing to be timed again and again; `at` counts the times. */
interface Task {
  readonly run: (at: number) => void
  readonly taken: number[]
}

interface Contender {
  readonly name: string
  readonly heldMs: number
  read(workload: number, from: number, to: number): number
  readonly insert: ((ts: number) => void) | null
  close(): void
}

const samplesPerTurn = 50
const warmUpTurns = 2
/** Slow contenders would take minutes: each is asked as often as fits into this time, and three times at least. */
const budgetMs = 3_000

/** A month of 100 containers, in a real file each; the contenders take turns, so that they meet the same minutes. */
export function measureStats(samples: number): StatsResult {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-stats-'))
  const slipway = slipwayStats(folder)
  const peers = layouts.map((layout) => samplesTable(folder, layout, endTs - 7 * dayMs, endTs))
  const contenders: Contender[] = [
    { ...slipway, name: 'Slipway', heldMs: days * dayMs },
    ...peers.map((peer) => ({ ...peer, heldMs: 7 * dayMs })),
    {
      name: 'typed arrays in memory',
      heldMs: days * dayMs,
      insert: null,
      close: () => undefined,
      read: floor(),
    },
  ]
  const bareSync = { run: () => timeBareSyncs(folder, 1), taken: [] as number[] }
  const arithmetic = { run: () => timeArithmetic(1), taken: [] as number[] }
  try {
    const readMs = new Map(
      windows.map(({ name, lengthMs }) => [name, timeReads(contenders, lengthMs, samples)]),
    )
    const insertMs = timeInserts(contenders, [bareSync, arithmetic], samples)
    return {
      contenders: contenders.map(({ name }) => ({
        name,
        readMs: new Map(windows.map((window) => [window.name, readMs.get(window.name)?.get(name) ?? []])),
        insertMs: insertMs.get(name) ?? [],
      })),
      pruneStepMs: timePruning(slipway),
      bytes: slipway.bytes,
      comparedRows: slipway.comparedRows,
      bareSyncMs: bareSync.taken,
      arithmeticMs: arithmetic.taken,
    }
  } finally {
    for (const contender of contenders) contender.close()
    rmSync(folder, { recursive: true })
  }
}

function floor(): Contender['read'] {
  const read = arraysInMemory(beginTs, endTs)
  return (_, from, to) => read(from, to)
}

/** Windows that end now, or a little before, as those on a screen do. */
function timeReads(
  contenders: readonly Contender[],
  lengthMs: number,
  samples: number,
): Map<string, number[]> {
  const able = contenders.filter(({ heldMs }) => lengthMs <= heldMs)
  const tasks = able.map(({ name, read }) => {
    const run = (at: number) => {
      const to = endTs - (at % 40) * 1_013
      if (read((at * 7) % workloadCount, to - lengthMs, to) === 0)
        throw new Error(`${name} has nothing to read`)
    }
    return { name, run, taken: [] as number[] }
  })
  takeTurns(tasks, samples)
  return new Map(tasks.map(({ name, taken }) => [name, taken]))
}

/** Rounds follow the last one that is there, so that rollups close as often as they do in life. */
function timeInserts(
  contenders: readonly Contender[],
  machine: readonly Task[],
  samples: number,
): Map<string, number[]> {
  const tasks = contenders.flatMap(({ name, insert }) =>
    insert === null
      ? []
      : [{ name, run: (at: number) => insert(endTs + at * intervalMs), taken: [] as number[] }],
  )
  takeTurns([...tasks, ...machine], samples)
  return new Map(tasks.map(({ name, taken }) => [name, taken]))
}

function timePruning(slipway: SlipwayStats): number[] {
  const taken: number[] = []
  for (const step of slipway.pruneSteps()) {
    const startedAt = performance.now()
    step()
    taken.push(performance.now() - startedAt)
  }
  return taken
}

/** Turns of so many samples that everybody cleans up its own garbage; the first ones are not counted. */
function takeTurns(tasks: readonly Task[], samples: number): void {
  const takers = tasks.map((task) => ({ task, count: 0, spentMs: 0 }))
  const turn = () => {
    for (const taker of takers) {
      if (taker.spentMs >= budgetMs) continue
      const begunAt = performance.now()
      taker.count = takeTurn(taker.task, taker.count)
      taker.spentMs += performance.now() - begunAt
    }
  }
  for (let warmUp = 0; warmUp < warmUpTurns; warmUp += 1) turn()
  for (const { taken } of tasks) if (taken.length >= samplesPerTurn) taken.splice(0)
  for (let measured = 0; measured < samples; measured += samplesPerTurn) turn()
}

function takeTurn({ run, taken }: Task, from: number): number {
  const begunAt = performance.now()
  for (let at = from; at < from + samplesPerTurn; at += 1) {
    const startedAt = performance.now()
    run(at)
    taken.push(performance.now() - startedAt)
    const isEnough = at - from >= 2 && performance.now() - begunAt > budgetMs / (warmUpTurns + 2)
    if (isEnough) return at + 1
  }
  return from + samplesPerTurn
}
