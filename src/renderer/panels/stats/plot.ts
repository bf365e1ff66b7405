import type { StatsPoint } from '../../../contract/stats.ts'

/** Where the plot lies within its chart, in pixels: fixed, so that both charts line up and nothing has to be measured. */
export const plotInset = { left: 58, right: 10, top: 6, bottom: 24 } as const

export interface Plot {
  readonly from: number
  readonly to: number
  readonly width: number
}

export function xOf({ from, to, width }: Plot, ts: number): number {
  return ((ts - from) / (to - from)) * width
}

/** The instant at a distance from the left edge of the plot, held within it. */
export function instantAt({ from, to, width }: Plot, x: number): number {
  return from + (Math.min(Math.max(x, 0), width) / Math.max(width, 1)) * (to - from)
}

/** The index of the point nearest to an instant; null without any. */
export function nearest(points: readonly Pick<StatsPoint, 'ts'>[], ts: number): number | null {
  if (points.length === 0) return null
  let low = 0
  let high = points.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle]?.ts ?? 0) < ts) low = middle + 1
    else high = middle
  }
  const after = points[low]?.ts ?? 0
  const before = points[low - 1]?.ts
  return before !== undefined && ts - before <= after - ts ? low - 1 : low
}
