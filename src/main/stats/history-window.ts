import type { AllBounds } from './store-bounds.ts'
import { ceilTo, dayMs, floorTo, hourMs, type Level, levels, minuteMs } from './store-levels.ts'
import type { Span } from './store-reads.ts'

/** The half-open time range [from, to). */
export interface Window {
  readonly from: number
  readonly to: number
}

/** Lengths that fit into days without a rest, so that buckets begin at round times; each is a multiple of a level's step,
 *  and of the coarsest that keeps a year's chart below ten rows a bucket. */
const bucketLengths: readonly number[] = [
  ...[5, 10, 15, 20, 30].map((seconds) => seconds * 1_000),
  ...[1, 2, 3, 4, 5, 6, 10, 20, 30, 40].map((count) => count * minuteMs),
  ...[1, 2, 3, 4, 6, 8, 12].map((count) => count * hourMs),
  ...Array.from({ length: 20 }, (_, power) => 2 ** power * dayMs),
]

/** How long the buckets of a window are.
 *  @param points at most this many buckets
 *  @param leastMs no shorter than this, and a multiple of it where it is the step of a level
 *  @param suits whether a length that fits will do */
export function bucketLength(
  { from, to }: Window,
  points: number,
  leastMs: number,
  suits: (bucketMs: number) => boolean = () => true,
): number {
  const fits = (bucketMs: number) =>
    bucketMs >= leastMs && Math.floor((to - 1) / bucketMs) - Math.floor(from / bucketMs) < points
  return bucketLengths.find((bucketMs) => fits(bucketMs) && suits(bucketMs)) ?? 2 ** 20 * dayMs
}

/** The step of the finest level that has its rows for all of the time since `from`. */
export function finestStep(from: number, bounds: AllBounds): number {
  return levels.find(({ name }) => bounds[name].keptFrom <= from)?.stepMs ?? hourMs
}

/** Which rows make up a window, oldest first: the coarsest rollups that divide the buckets, and towards the borders of the
 *  window, and where rollups are not written yet, finer ones, down to samples. Rows of a level that has nothing finer
 *  below it any more count into the window in which they begin. */
export function planReads(
  { from, to }: Window,
  bucketMs: number,
  bounds: AllBounds,
  usable: readonly Level[] = levels,
): Span[] {
  const fitting = usable.filter(({ stepMs }) => bucketMs % stepMs === 0)
  return cover(fitting, { from, to }, bounds)
}

function cover(usable: readonly Level[], { from, to }: Window, bounds: AllBounds): Span[] {
  const level = usable.at(-1)
  if (level === undefined || from >= to) return []
  const finer = usable.slice(0, -1)
  const { keptFrom, closedUntil } = bounds[level.name]
  const lastWhole = floorTo(level.stepMs, to)
  const hasFiner = finer.some(({ name }) => bounds[name].keptFrom <= lastWhole)
  const begin = ceilTo(level.stepMs, Math.max(from, keptFrom))
  const end = Math.min(hasFiner ? lastWhole : ceilTo(level.stepMs, to), closedUntil)
  if (begin >= end) return cover(finer, { from, to }, bounds)
  return [
    ...cover(finer, { from, to: Math.min(begin, to) }, bounds),
    { level, from: begin, to: end },
    ...cover(finer, { from: Math.max(end, from), to }, bounds),
  ]
}

/** The longest time between two samples that belongs to the pace of sampling; what is longer is a gap. */
const longestPaceMs = 90_000

/** From one round to the next at the slowest pace within these times: a single longer wait between two short ones is a gap.
 *  Null for too few of them. */
export function slowestPace(times: readonly number[]): number | null {
  let pace: number | null = null
  for (let at = 2; at < times.length; at += 1) {
    const [first = 0, second = 0, third = 0] = [times[at - 2], times[at - 1], times[at]]
    const held = Math.min(second - first, third - second)
    if (held <= longestPaceMs && held > (pace ?? 0)) pace = held
  }
  return pace
}

/** Whether rounds that kept their pace would leave a bucket empty between them, for being a moment early or late. */
export function hasFalseGap(times: readonly number[], paceMs: number, bucketMs: number): boolean {
  return times.some((ts, at) => {
    const before = times[at - 1] ?? ts
    return ts - before < paceMs * 1.2 && Math.floor(ts / bucketMs) - Math.floor(before / bucketMs) > 1
  })
}
