import { invalidField } from '../../contract/invalid-input.ts'
import type {
  StatsDeploy,
  StatsHistory,
  StatsHistoryInput,
  StatsPoint,
  StatsSeries,
} from '../../contract/stats.ts'
import { Buckets } from './history-buckets.ts'
import {
  bucketLength,
  finestStep,
  hasFalseGap,
  planReads,
  slowestPace,
  type Window,
} from './history-window.ts'
import type { AllBounds, LevelBounds } from './store-bounds.ts'
import { blockAt, ceilTo, floorTo, hourMs, levels, minuteMs, samples } from './store-levels.ts'
import type { StatsReads } from './store-reads.ts'
import type { Series, SeriesKeys } from './store-series.ts'

/** Rounds come a few milliseconds early or late; this share of their pace is early. */
const earliest = 0.95

export interface HistoryOptions {
  readonly reads: StatsReads
  readonly series: SeriesKeys
  readonly bounds: LevelBounds
  /** The deploys of a workload that finished, or else started, within [from, to); oldest first. */
  readonly deploysWithin: (workloadId: string, from: number, to: number) => StatsDeploy[]
  /** From one round to the next, as it is set. */
  readonly intervalMs: () => number
  readonly now: () => number
}

/** What workloads used over time, from the samples or rollups that fit. */
export class History {
  readonly #options: HistoryOptions

  constructor(options: HistoryOptions) {
    this.#options = options
  }

  /** @throws Failure `invalid_input` for a window without any time in it */
  of({ id, points, by, ...asked }: StatsHistoryInput): StatsHistory {
    const { series, bounds, deploysWithin } = this.#options
    const window = this.#windowOf(asked)
    const all = series.of(id)
    const whole = all.find(({ kind }) => kind === 'workload')
    const known = bounds.all()
    const bucketMs = this.#bucketLength(whole, window, points, known)
    const pointsOf = (one: Series) => this.#pointsOf(one, all, window, bucketMs, known)
    return {
      ...window,
      bucketMs,
      points: whole === undefined ? [] : pointsOf(whole),
      ...(by === undefined ? {} : { series: seriesBy(by, all, pointsOf) }),
      deploys: deploysWithin(id, window.from, window.to),
    }
  }

  #pointsOf(
    series: Series,
    all: readonly Series[],
    window: Window,
    bucketMs: number,
    bounds: AllBounds,
  ): StatsPoint[] {
    const buckets = new Buckets()
    const { from, to } = clip(window, series)
    // No rollup is kept of single containers.
    const usable = series.kind === 'container' ? [samples] : levels
    for (const span of planReads({ from, to }, bucketMs, bounds, usable)) {
      const keys = span.level === samples ? sampledAs(series, all, span) : [series.key]
      buckets.add(this.#options.reads.buckets(keys, span, bucketMs))
    }
    return buckets.points(bucketMs)
  }

  #windowOf(asked: { readonly from?: number | undefined; readonly to?: number | undefined }): Window {
    const to = asked.to ?? this.#options.now()
    const from = asked.from ?? Math.max(0, to - hourMs)
    if (from < to) return { from, to }
    // What was not given is not what is wrong.
    if (asked.from === undefined) throw invalidField('to', 'Give an end after 1 January 1970.')
    throw invalidField('from', 'Give a start before the end of the window.')
  }

  /** Shorter than a minute only where rounds were that close together: else every other bucket would look like a gap. */
  #bucketLength(whole: Series | undefined, window: Window, points: number, bounds: AllBounds): number {
    const intervalMs = this.#options.intervalMs()
    const leastMs = Math.max(finestStep(window.from, bounds), intervalMs > minuteMs ? intervalMs : 1)
    const bucketMs = bucketLength(window, points, leastMs)
    if (bucketMs >= minuteMs || whole === undefined) return bucketMs
    const { from, to } = clip(window, whole)
    const times = from < to ? this.#options.reads.times(whole.key, from, to) : []
    const paceMs = slowestPace(times) ?? intervalMs
    const steadyMs = Math.max(leastMs, paceMs * earliest)
    return bucketLength(window, points, steadyMs, (length) => !hasFalseGap(times, paceMs, length))
  }
}

/** Under which keys there are samples of a series: those of a service are its containers'. */
function sampledAs({ key, kind }: Series, all: readonly Series[], { from, to }: Window): number[] {
  if (kind !== 'service') return [key]
  const firstBlock = blockAt(samples, from)
  const lastBlock = blockAt(samples, to - 1)
  return all
    .filter((one) => one.parent === key && one.firstBlock <= lastBlock && one.lastBlock >= firstBlock)
    .map((one) => one.key)
}

/** Leaves out what lies before the series began and after it ended, in whole hours so that rollups still fit. */
function clip({ from, to }: Window, { firstBlock, lastBlock }: Series): Window {
  const begin = floorTo(hourMs, firstBlock * samples.blockMs)
  const end = ceilTo(hourMs, (lastBlock + 1) * samples.blockMs)
  return { from: Math.max(from, begin), to: Math.min(to, end) }
}

function seriesBy(
  by: 'service' | 'container',
  all: readonly Series[],
  pointsOf: (series: Series) => StatsPoint[],
): StatsSeries[] {
  return all
    .filter(({ kind }) => kind === by)
    .map((series) => ({
      service: series.service,
      containerId: by === 'container' ? series.containerId : null,
      name: series.name,
      points: pointsOf(series),
    }))
    .filter(({ points }) => points.length > 0)
}
