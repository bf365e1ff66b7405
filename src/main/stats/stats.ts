import type Database from 'better-sqlite3'
import type { Host } from '../../contract/host.ts'
import type { Settings } from '../../contract/settings.ts'
import type {
  ContainerStats,
  StatsDeploy,
  StatsHistory,
  StatsHistoryInput,
  StatsNow,
  StatsPoint,
} from '../../contract/stats.ts'
import type { Logger } from '../log/logger.ts'
import { History } from './history.ts'
import { Buckets } from './history-buckets.ts'
import { planReads, type Window } from './history-window.ts'
import { Prune } from './prune.ts'
import { PruneSchedule } from './prune-schedule.ts'
import type { HostRound } from './round.ts'
import { LatestRounds } from './stats-latest.ts'
import { StatsStore } from './store.ts'
import { LevelBounds } from './store-bounds.ts'
import { ceilTo, minuteMs } from './store-levels.ts'
import { StatsReads, type StoredSample } from './store-reads.ts'
import { type Series, SeriesKeys } from './store-series.ts'

/** What stats have to know of a workload. */
interface SampledWorkload {
  readonly id: string
  readonly hostId: string
}

export interface StatsOptions {
  readonly db: Database.Database
  readonly workloads: {
    list(): readonly SampledWorkload[]
    /** Throws `not_found`. */
    get(id: string): SampledWorkload
  }
  readonly hosts: { list(): readonly Pick<Host, 'id' | 'engine'>[] }
  /** The deploys of a workload that finished, or else started, within [from, to); oldest first. */
  readonly deploysWithin: (workloadId: string, from: number, to: number) => StatsDeploy[]
  readonly settings: { get(): Settings }
  readonly log: Pick<Logger, 'error'>
  readonly now?: () => number
}

/** Whoever looks asks again every 15 seconds; three missed questions, and nobody does. */
const watchedMs = 45_000
const recentMs = 15 * minuteMs

/** What workloads use: stores the rounds of the sampler, and answers for now and for the past. */
export class Stats {
  readonly #options: StatsOptions
  readonly #now: () => number
  readonly #store: StatsStore
  readonly #reads: StatsReads
  readonly #series: SeriesKeys
  readonly #bounds: LevelBounds
  readonly #history: History
  readonly #pruning: PruneSchedule
  readonly #latest = new LatestRounds()
  #askedAt: number | null = null
  #failure: string | null = null

  constructor(options: StatsOptions) {
    const { db, settings, deploysWithin, log, now = Date.now } = options
    this.#options = options
    this.#now = now
    this.#store = new StatsStore(db)
    this.#reads = new StatsReads(db)
    this.#series = new SeriesKeys(db)
    this.#bounds = new LevelBounds(db)
    this.#history = new History({
      reads: this.#reads,
      series: this.#series,
      bounds: this.#bounds,
      deploysWithin,
      intervalMs: () => this.#intervalMs(),
      now,
    })
    const prune = new Prune(db, this.#bounds, { retention: () => settings.get(), now })
    this.#pruning = new PruneSchedule(prune, log)
  }

  start(): void {
    this.#pruning.start()
  }

  /** To be called when the settings have changed: what is kept shorter from now on goes. */
  prune(): void {
    this.#pruning.soon()
  }

  async stop(): Promise<void> {
    await this.#pruning.stop()
  }

  /** Keeps a round. One that cannot be stored is a gap; the reason is logged when it is a new one. */
  record(round: HostRound): void {
    this.#latest.add(round)
    if (round.samples.length === 0) return
    try {
      this.#store.record(round)
      this.#failure = null
    } catch (error) {
      const failure = codeOf(error)
      if (failure !== this.#failure)
        this.#options.log.error({ error, failure }, 'samples could not be stored')
      this.#failure = failure
    }
  }

  /** To be called when a workload was removed. */
  forget(workloadId: string): void {
    this.#latest.forget(workloadId)
    this.#store.forget(workloadId)
  }

  /** Whether anybody has asked within the last 45 seconds. */
  isWatched(): boolean {
    return this.#askedAt !== null && Math.abs(this.#now() - this.#askedAt) < watchedMs
  }

  /** @throws Failure `not_found`, and `invalid_input` for a window without any time in it */
  history(input: StatsHistoryInput): StatsHistory {
    this.#options.workloads.get(input.id)
    this.#askedAt = this.#now()
    return this.#history.of(input)
  }

  /** @throws Failure `not_found` */
  now(workloadId: string): StatsNow {
    const workload = this.#options.workloads.get(workloadId)
    this.#askedAt = this.#now()
    const { window, bucketMs } = this.#recent()
    const whole = this.#series.workloads().get(workloadId)
    return this.#show(workload, whole, bucketMs, this.#recentPoints(window, bucketMs)(whole))
  }

  /** Every workload that has ever been sampled. */
  overview(): StatsNow[] {
    this.#askedAt = this.#now()
    const { window, bucketMs } = this.#recent()
    const points = this.#recentPoints(window, bucketMs)
    const wholes = this.#series.workloads()
    return this.#options.workloads.list().flatMap((workload) => {
      const whole = wholes.get(workload.id)
      if (whole === undefined && this.#latest.get(workload.id) === undefined) return []
      return [this.#show(workload, whole, bucketMs, points(whole))]
    })
  }

  #recentPoints(window: Window, bucketMs: number): (whole: Pick<Series, 'key'> | undefined) => StatsPoint[] {
    const spans = planReads(window, bucketMs, this.#bounds.all())
    const rows = spans.map((span) => this.#reads.ofWorkloads(span, bucketMs))
    return (whole) => {
      const buckets = new Buckets()
      for (const byKey of rows) buckets.add((whole && byKey.get(whole.key)) ?? [])
      return buckets.points(bucketMs)
    }
  }

  #show(
    { id, hostId }: SampledWorkload,
    whole: Pick<Series, 'key' | 'lastBlock'> | undefined,
    bucketMs: number,
    points: StatsPoint[],
  ): StatsNow {
    const host = this.#options.hosts.list().find((one) => one.id === hostId)
    const { ts, containers } = this.#latest.get(id) ?? this.#stored(id, hostId, whole)
    return {
      workloadId: id,
      ts,
      containers: [...containers],
      hostCpus: host?.engine?.cpus ?? null,
      hostMemoryBytes: host?.engine?.memoryBytes ?? null,
      recent: { bucketMs, points },
    }
  }

  /** After a start, until a round has found it: what the last one before it found, while it may still run. */
  #stored(
    workloadId: string,
    hostId: string,
    whole: Pick<Series, 'key' | 'lastBlock'> | undefined,
  ): Pick<StatsNow, 'ts' | 'containers'> {
    const stored = whole === undefined ? [] : this.#reads.lastRound(whole, workloadId)
    const mayRun = !this.#latest.hasSettled(hostId)
    return { ts: stored[0]?.ts ?? null, containers: mayRun ? stored.map(statsOf) : [] }
  }

  /** The last 15 minutes, the current one included, in buckets that hold a round each at least. */
  #recent(): { window: Window; bucketMs: number } {
    const bucketMs = ceilTo(minuteMs, this.#intervalMs())
    const to = ceilTo(bucketMs, this.#now() + 1)
    return { window: { from: to - recentMs, to }, bucketMs }
  }

  #intervalMs(): number {
    return this.#options.settings.get().statsIntervalSeconds * 1_000
  }
}

/** Limits and rates are not stored. */
function statsOf({ cpu, memory, ...sample }: StoredSample): ContainerStats {
  return {
    ...sample,
    cpuPercent: cpu / 100,
    memoryBytes: memory * 1_024,
    cpuLimitPercent: null,
    memoryLimitBytes: null,
    networkReceivedBytesPerSecond: null,
    networkSentBytesPerSecond: null,
    blockReadBytesPerSecond: null,
    blockWrittenBytesPerSecond: null,
  }
}

/** SQLite says SQLITE_FULL or SQLITE_BUSY in a field of its own. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code)
  return error instanceof Error ? error.name : 'unknown'
}
