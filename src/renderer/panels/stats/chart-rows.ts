import type { StatsPoint } from '../../../contract/stats.ts'

export type Measure = 'cpu' | 'memory'

/** Of one measure, at one instant: `null` breaks every line, where a gap is. */
export interface ChartRow {
  readonly ts: number
  readonly average: number | null
  /** From the average up to the maximum of the bucket. */
  readonly band: readonly [number, number] | null
  /** One value per series of a breakdown, in their order. */
  readonly series: readonly (number | null)[]
}

export interface SeriesPoints {
  readonly points: readonly StatsPoint[]
}

/** How far apart two neighbours may be before something is missing between them: where rounds kept their pace, a history
 *  has no bucket without a sample. */
export function gapAfterMs(bucketMs: number): number {
  return 1.5 * bucketMs
}

/** The rows of the sum over all containers, as a chart draws them: one row without a value within each gap. */
export function totalRows(
  points: readonly StatsPoint[],
  gapMs: number,
  measure: Measure,
  scale: number,
): readonly ChartRow[] {
  const rows: ChartRow[] = []
  let before: StatsPoint | undefined
  for (const point of points) {
    if (before !== undefined && point.ts - before.ts > gapMs) rows.push(emptyRow(before.ts, point.ts, 0))
    const average = averageOf(point, measure) * scale
    rows.push({
      ts: point.ts,
      average,
      band: [average, Math.max(average, maximumOf(point, measure) * scale)],
      series: [],
    })
    before = point
  }
  return rows
}

/** The rows of a breakdown: the instants of all series together, one value for each of them. */
export function seriesRows(
  series: readonly SeriesPoints[],
  gapMs: number,
  measure: Measure,
  scale: number,
): readonly ChartRow[] {
  const instants = [...new Set(series.flatMap(({ points }) => points.map(({ ts }) => ts)))].sort(
    (a, b) => a - b,
  )
  const values = series.map(({ points }) => new Map(points.map((point) => [point.ts, point])))
  const rows: ChartRow[] = []
  let before: number | undefined
  for (const ts of instants) {
    if (before !== undefined && ts - before > gapMs) rows.push(emptyRow(before, ts, series.length))
    rows.push({
      ts,
      average: null,
      band: null,
      series: values.map((byInstant) => {
        const point = byInstant.get(ts)
        return point === undefined ? null : averageOf(point, measure) * scale
      }),
    })
    before = ts
  }
  return rows
}

function emptyRow(after: number, before: number, series: number): ChartRow {
  return {
    ts: Math.round((after + before) / 2),
    average: null,
    band: null,
    series: Array.from({ length: series }, () => null),
  }
}

/** In percent of one core, or in bytes. */
export function averageOf(point: StatsPoint, measure: Measure): number {
  return measure === 'cpu' ? point.cpuPercent : point.memoryBytes
}

export function maximumOf(point: StatsPoint, measure: Measure): number {
  return measure === 'cpu' ? point.cpuPercentMax : point.memoryBytesMax
}

/** The highest value that has to fit on the axis; 0 without any. */
export function peakOf(rows: readonly ChartRow[]): number {
  let peak = 0
  for (const { band, series } of rows) {
    if (band !== null) peak = Math.max(peak, band[1])
    for (const value of series) peak = Math.max(peak, value ?? 0)
  }
  return peak
}
