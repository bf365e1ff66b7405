import type { StatsWay } from '../../contract/stats.ts'
import type { ContainerIndex, IndexedContainer } from '../containers/index-store.ts'
import type { Hosts } from '../hosts/hosts.ts'
import type { Logger } from '../log/logger.ts'
import { type Clock, systemClock } from './clock.ts'
import { HostSampler, type Instant, type StatsEngine } from './host-sampler.ts'
import type { HostRound } from './round.ts'

export interface SamplerParts {
  readonly index: Pick<ContainerIndex, 'everyCurrent'>
  readonly hosts: {
    /** The engine while the host is online; null otherwise. */
    engine(hostId: string): StatsEngine | null
    files: Hosts['files']
  }
  /** From one round to the next while somebody looks. */
  readonly intervalMs: () => number
  /** Whether the interval may stretch while nobody looks. */
  readonly canStretch: () => boolean
  readonly isWatched: () => boolean
  readonly record: (round: HostRound) => void
  /** Called when the containers of a host are read in another way than before. */
  readonly onWay: (hostId: string) => void
  readonly log: Pick<Logger, 'info' | 'error'>
  readonly clock?: Clock
}

/** History has an average for every minute. */
const minuteMs = 60_000
const deadlineMs = { least: 4_000, most: 20_000 } as const
/** How late a timer may come in a process that has much to do. */
const latenessMs = 1_000
/** Rounds of a host that are closer to each other measure little but the steps of its clock, of 10 ms for cgroup files. */
const leastApartMs = 500
/** A reading this many intervals old is no baseline any more. */
const baselineIntervals = 2.5

interface HostState {
  readonly sampler: HostSampler
  beganAtMs: number
  round: { readonly ended: Promise<void>; readonly controller: AbortController } | null
}

/** Measures every running container of every workload on every host that can be reached, again and again. Every host has
 *  rounds of its own: a slow one delays no other, and a round that is not over when the next is due has it skipped. */
export class Sampler {
  readonly #parts: SamplerParts
  readonly #clock: Clock
  readonly #hosts = new Map<string, HostState>()
  #cancelTimer: (() => void) | null = null
  #isStopped = false
  #lastTickMs = Number.NEGATIVE_INFINITY

  constructor(parts: SamplerParts) {
    this.#parts = parts
    this.#clock = parts.clock ?? systemClock
  }

  /** The first round begins at once. */
  start(): void {
    this.#schedule()
  }

  /** Resolves when no round is under way any more; none begins after that. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancelTimer?.()
    const rounds = [...this.#hosts.values()].flatMap(({ round }) => round ?? [])
    for (const { controller } of rounds) controller.abort()
    await Promise.all(rounds.map(({ ended }) => ended))
  }

  /** To be called when the settings change, or when somebody begins to look: the next round may be due sooner. */
  reconsider(): void {
    if (this.#cancelTimer !== null) this.#schedule()
  }

  /** To be called when a host has come online: its first round does not wait until one is due. */
  hostIsBack(hostId: string): void {
    this.#hosts.get(hostId)?.sampler.hostIsBack()
    if (this.#cancelTimer !== null && !this.#isStopped) this.#tick(this.#clock.nowMs(), hostId)
  }

  /** To be called when something happens to a container, such as its start or its end. */
  containerChanged(hostId: string, containerId: string): void {
    this.#hosts.get(hostId)?.sampler.containerChanged(containerId)
  }

  /** How the host's containers are read; null until they have been. */
  way(hostId: string): StatsWay | null {
    return this.#hosts.get(hostId)?.sampler.way ?? null
  }

  #schedule(): void {
    this.#cancelTimer?.()
    if (this.#isStopped) return
    const dueInMs = Math.max(0, this.#lastTickMs + this.#gapMs() - this.#clock.nowMs())
    // While stretched it is looked up at the usual interval whether somebody has begun to look meanwhile.
    const waitMs = Math.min(dueInMs, this.#parts.intervalMs())
    this.#cancelTimer = this.#clock.after(waitMs, () => this.#wake())
  }

  #wake(): void {
    const nowMs = this.#clock.nowMs()
    // Timers come a moment early or late.
    if (nowMs - this.#lastTickMs >= this.#gapMs() - 1) {
      this.#setLastTick(nowMs)
      this.#tick(nowMs)
    }
    this.#schedule()
  }

  /** By the clock and not by when the timer came, so that lateness does not add up; after a sleep there is one round and not
   *  all those that were slept through. */
  #setLastTick(nowMs: number): void {
    const planned = this.#lastTickMs + this.#gapMs()
    this.#lastTickMs = nowMs - planned < latenessMs ? planned : nowMs
  }

  #gapMs(): number {
    const { intervalMs, canStretch, isWatched } = this.#parts
    const interval = intervalMs()
    if (interval >= minuteMs || !canStretch() || isWatched()) return interval
    // A little less than a minute: with a whole one, lateness could leave a minute without any round.
    return interval * Math.ceil(minuteMs / interval - 1)
  }

  /** A round of every host, or of one alone. */
  #tick(nowMs: number, only?: string): void {
    const intervalMs = this.#parts.intervalMs()
    const baselineMs = baselineIntervals * Math.max(minuteMs, intervalMs)
    const instant = { ts: this.#clock.epochMs(), nowMs, baselineMs }
    try {
      const containers = Map.groupBy(this.#parts.index.everyCurrent(), ({ hostId }) => hostId)
      for (const hostId of this.#hosts.keys()) if (!containers.has(hostId)) this.#forgetIdle(hostId)
      for (const [hostId, ofHost] of containers) {
        if (only === undefined || only === hostId) this.#beginRound(hostId, ofHost, instant)
      }
    } catch (error) {
      this.#parts.log.error({ error }, 'round of stats could not begin')
    }
  }

  #beginRound(hostId: string, containers: readonly IndexedContainer[], instant: Instant): void {
    const state = this.#stateOf(hostId)
    if (state === null || state.round !== null || instant.nowMs - state.beganAtMs < leastApartMs) return
    state.beganAtMs = instant.nowMs
    const controller = new AbortController()
    const ended = this.#measure(hostId, state.sampler, containers, instant, controller)
      .catch((error: unknown) => this.#parts.log.error({ host: hostId, error }, 'round of stats failed'))
      .finally(() => {
        state.round = null
      })
    state.round = { ended, controller }
  }

  /** Null while the host is away. One that comes back starts anew: its containers may have been replaced meanwhile. */
  #stateOf(hostId: string): HostState | null {
    const { hosts, log, onWay } = this.#parts
    const engine = hosts.engine(hostId)
    const files = hosts.files(hostId)
    const known = this.#hosts.get(hostId)
    if (engine === null) {
      this.#forgetIdle(hostId)
      return null
    }
    const isSame = known?.sampler.access.engine === engine && known.sampler.access.files === files
    // A round that is still under way ends first.
    if (known !== undefined && (isSame || known.round !== null)) return known
    const sampler = new HostSampler(hostId, { engine, files }, log, () => onWay(hostId))
    const state = { sampler, beganAtMs: Number.NEGATIVE_INFINITY, round: null }
    this.#hosts.set(hostId, state)
    return state
  }

  #forgetIdle(hostId: string): void {
    if (this.#hosts.get(hostId)?.round === null) this.#hosts.delete(hostId)
  }

  async #measure(
    hostId: string,
    sampler: HostSampler,
    containers: readonly IndexedContainer[],
    instant: Instant,
    controller: AbortController,
  ): Promise<void> {
    const cancel = this.#clock.after(this.#deadlineMs(), () => controller.abort())
    try {
      const { samples, unmeasured } = await sampler.measure(containers, instant, controller.signal)
      // That nothing runs is news; that nothing could be measured is none.
      if ((samples.length > 0 || unmeasured.size === 0) && !this.#isStopped) {
        this.#parts.record({ hostId, ts: instant.ts, samples, unmeasured })
      }
    } finally {
      cancel()
    }
  }

  /** A round ends before the one after the next is due. */
  #deadlineMs(): number {
    return Math.min(deadlineMs.most, Math.max(deadlineMs.least, this.#parts.intervalMs() - 500))
  }
}
