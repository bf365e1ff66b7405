import type { StatsPoint } from '../../../contract/stats.ts'

interface Box {
  readonly from: number
  readonly to: number
  readonly width: number
  readonly height: number
  /** The value at the top edge. */
  readonly peak: number
}

/** The CPU of the points as an SVG path, with a new piece after each gap. A lone point becomes a dot by its round ends. */
export function sparkPath(points: readonly StatsPoint[], gapMs: number, box: Box): string {
  let before: number | undefined
  return points
    .map(({ ts, cpuPercent }) => {
      const x = ((ts - box.from) / (box.to - box.from)) * box.width
      const y = box.height - (Math.min(cpuPercent, box.peak) / box.peak) * box.height
      const isPiece = before === undefined || ts - before > gapMs
      before = ts
      const at = `${x.toFixed(1)},${y.toFixed(1)}`
      return isPiece ? `M${at}h0` : `L${at}`
    })
    .join('')
}
