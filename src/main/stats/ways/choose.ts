import type { StatsWay as StatsWayName } from '../../../contract/stats.ts'

/** What the counters of one container said, read by one way over one round. */
export interface Measured {
  readonly cpuPercent: number
  readonly memoryBytes: number
}

const tolerance = {
  cpuPoints: 2,
  memoryShare: 0.01,
  /** What the kernel counts memory in at once on each processor: below it, two readings may differ by chance. */
  memoryBytes: 256 * 1024,
} as const

/** Whether two ways measured the same container in the same round. */
export function agree(one: Measured, other: Measured): boolean {
  const memoryTolerance = Math.max(tolerance.memoryBytes, one.memoryBytes * tolerance.memoryShare)
  return (
    Math.abs(one.cpuPercent - other.cpuPercent) <= tolerance.cpuPoints &&
    Math.abs(one.memoryBytes - other.memoryBytes) <= memoryTolerance
  )
}

/** Whether the files tell the same as the engine; null when nothing can be said yet. One container alone may have changed
 *  between the two readings, so most decide. */
export function judge(pairs: readonly (readonly [Measured, Measured])[]): boolean | null {
  if (pairs.length === 0) return null
  return pairs.filter(([api, files]) => agree(api, files)).length * 2 > pairs.length
}

/** `both`: the engine's answer counts, and the files are held against it. */
export type Plan = StatsWayName | 'both'

const retryMs = { first: 300_000, most: 3_600_000 } as const

/** Which way the containers of one host are read. */
export class WayChoice {
  #state: 'checking' | 'trusted' | 'doubted' = 'checking'
  #retryAtMs = 0
  #retryAfterMs: number = retryMs.first
  #inUse: StatsWayName | null = null

  /** The way of the last round that measured something; null before the first. */
  get inUse(): StatsWayName | null {
    return this.#inUse
  }

  plan(hasFiles: boolean, nowMs: number): Plan {
    if (!hasFiles) return 'api'
    if (this.#state === 'doubted' && nowMs >= this.#retryAtMs) this.#state = 'checking'
    if (this.#state === 'doubted') return 'api'
    return this.#state === 'trusted' ? 'cgroup' : 'both'
  }

  /** Returns whether that is news. */
  used(way: StatsWayName): boolean {
    const isNews = this.#inUse !== way
    this.#inUse = way
    return isNews
  }

  trust(): void {
    this.#state = 'trusted'
    this.#retryAfterMs = retryMs.first
  }

  /** The next round checks again, whatever was doubted. */
  retry(): void {
    this.#retryAtMs = 0
  }

  /** Back to the engine, and the next check later each time. */
  doubt(nowMs: number): void {
    this.#state = 'doubted'
    this.#retryAtMs = nowMs + this.#retryAfterMs
    this.#retryAfterMs = Math.min(retryMs.most, this.#retryAfterMs * 2)
  }
}
