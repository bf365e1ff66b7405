import type { StatsDeploy, StatsNow } from '../../../contract/stats.ts'
import { type ChartRow, gapAfterMs, type Measure, peakOf, seriesRows, totalRows } from './chart-rows.ts'
import { MOST_LINES } from './series-look.ts'
import { limitOf, type Summary, summarize } from './summary.ts'
import type { ReadHistory } from './use-stats.ts'
import { type ValueAxis, valueAxis } from './value-axis.ts'

/** `now` is null when the latest value is of the past: the app runs no more, or there are no new samples. */
interface ShownSummary extends Omit<Summary, 'now'> {
  readonly now: number | null
}

/** One chart, ready to be drawn: every value in the unit of its axis. */
export interface ChartModel {
  readonly measure: Measure
  readonly from: number
  readonly to: number
  readonly bucketMs: number
  readonly gapMs: number
  readonly rows: readonly ChartRow[]
  /** The rows that hold a value, which a cursor can stand on. */
  readonly measured: readonly ChartRow[]
  /** Names of the lines of a breakdown; none for the sum. */
  readonly names: readonly string[]
  readonly summary: ShownSummary | null
  readonly limit: number | null
  readonly axis: ValueAxis
  readonly deploys: readonly StatsDeploy[]
}

const MEBIBYTE = 1_048_576

interface Asked {
  readonly history: ReadHistory
  readonly now: StatsNow | undefined
  readonly measure: Measure
  /** Processors to divide CPU by: 1 for percent of one core, all of the host's for its share. */
  readonly cpus: number
}

export function chartModel({ history, now, measure, cpus }: Asked): ChartModel {
  const scale = measure === 'cpu' ? 1 / cpus : 1 / MEBIBYTE
  const gapMs = gapAfterMs(history.bucketMs)
  const series = shownSeries(history)
  const rows =
    series === null
      ? totalRows(history.points, gapMs, measure, scale)
      : seriesRows(series, gapMs, measure, scale)
  const limitOfAll = limitOf(now?.containers ?? [], measure)
  // The limit is that of all containers together: no line of a breakdown is bound by it.
  const limit = limitOfAll === null || series !== null ? null : limitOfAll * scale
  return {
    measure,
    from: history.from,
    to: history.to,
    bucketMs: history.bucketMs,
    gapMs,
    // Recharts' store would freeze them one by one.
    rows: Object.freeze(rows),
    measured: rows.filter(({ average, series: values }) => average !== null || values.some(isNumber)),
    names: series?.map(({ name }) => name) ?? [],
    summary: scaled(summarize(history.points, measure), scale, isPresent(history, now)),
    limit,
    axis: valueAxis(peakOf(rows), limit, measure === 'cpu' ? 'decimal' : 'binary'),
    deploys: history.deploys,
  }
}

type Parts = NonNullable<ReadHistory['series']>

/** The parts of a breakdown that are drawn; null for the sum. Of more than can be told apart, those sampled last. */
export function shownSeries(history: Pick<ReadHistory, 'scope' | 'series'>): Parts | null {
  const all = namedSeries(history)
  if (all === null || all.length <= MOST_LINES) return all
  const lastTs = ({ points }: Parts[number]) => points.at(-1)?.ts ?? 0
  const newest = new Set(all.toSorted((one, other) => lastTs(other) - lastTs(one)).slice(0, MOST_LINES))
  return all.filter((one) => newest.has(one))
}

/** All parts of a breakdown under names that tell them apart; null for the sum. */
export function namedSeries({ scope, series = [] }: Pick<ReadHistory, 'scope' | 'series'>): Parts | null {
  if (scope === 'total') return null
  const seen = new Map<string, number>()
  for (const { name } of series) seen.set(name, (seen.get(name) ?? 0) + 1)
  return series.map((one) => {
    // A container that replaced another bears its name.
    const isAlone = one.containerId === null || seen.get(one.name) === 1
    return isAlone ? one : { ...one, name: `${one.name} (${one.containerId?.slice(0, 6)})` }
  })
}

function isNumber(value: number | null): boolean {
  return value !== null
}

/** While nobody looked, rounds may have been a minute apart. */
const STRETCHED_MS = 60_000

function isPresent({ points, to, bucketMs }: ReadHistory, now: StatsNow | undefined): boolean {
  const last = points.at(-1)
  if (last === undefined || now?.containers.length === 0) return false
  return to - last.ts <= bucketMs + gapAfterMs(bucketMs) + STRETCHED_MS
}

function scaled(summary: Summary | null, scale: number, hasNow: boolean): ShownSummary | null {
  if (summary === null) return null
  const now = hasNow ? summary.now * scale : null
  return { now, average: summary.average * scale, max: summary.max * scale }
}
