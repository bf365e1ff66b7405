import type { StatsWay as StatsWayName } from '../../contract/stats.ts'
import type { IndexedContainer } from '../containers/index-store.ts'
import type { Engine } from '../docker/engine.ts'
import type { HostFiles } from '../hosts/host-files.ts'
import type { Logger } from '../log/logger.ts'
import { cpuPercent, cpuPercentOfTime } from './cpu.ts'
import { type ContainerFacts, FactsCache } from './facts.ts'
import { Readings } from './readings.ts'
import type { HostRound } from './round.ts'
import { sampleOf } from './sample.ts'
import { ApiWay } from './ways/api.ts'
import { CgroupWay } from './ways/cgroup.ts'
import { judge, type Measured, WayChoice } from './ways/choose.ts'
import type { StatsWay, WayResult } from './ways/way.ts'

/** What stats need of an engine. */
export type StatsEngine = Pick<Engine, 'info' | 'inspectContainer' | 'containerCounters'>

/** What a host's containers are reached by; the same objects for as long as the host is the same and stays online. */
export interface HostAccess {
  readonly engine: StatsEngine
  readonly files: HostFiles | null
}

/** When a round is, by the two clocks that matter: epoch milliseconds, and a clock that nobody sets. */
export interface Instant {
  readonly ts: number
  readonly nowMs: number
  /** How old an earlier reading may be to be held against. */
  readonly baselineMs: number
}

interface OneWay {
  readonly way: StatsWay
  readonly readings: Readings
}

/** Measures the containers of one host for as long as it stays online; what it remembers ends with it. */
export class HostSampler {
  readonly access: HostAccess
  readonly #hostId: string
  readonly #log: Pick<Logger, 'info'>
  readonly #facts = new FactsCache()
  readonly #choice = new WayChoice()
  readonly #api: OneWay
  readonly #cgroup: OneWay | null
  readonly #onWay: () => void

  /** `onWay` is called when another way than before has come into use. */
  constructor(hostId: string, access: HostAccess, log: Pick<Logger, 'info'>, onWay: () => void) {
    const { engine, files } = access
    this.#onWay = onWay
    this.access = access
    this.#hostId = hostId
    this.#log = log
    this.#api = { way: new ApiWay(engine), readings: new Readings() }
    this.#cgroup = files === null ? null : { way: new CgroupWay(files), readings: new Readings() }
  }

  get way(): StatsWayName | null {
    return this.#choice.inUse
  }

  /** Something happened to the container: what is known of it is asked for again. */
  containerChanged(id: string): void {
    this.#facts.forget(id)
  }

  /** The host was away, if only for a moment: nobody heard what happened to its containers meanwhile. */
  hostIsBack(): void {
    this.#facts.forgetAll()
    this.#choice.retry()
  }

  /** One sample per container that runs. A workload of which one container could not be measured is left out: a sum without
   *  it would be wrong, and a gap is not. */
  async measure(
    containers: readonly IndexedContainer[],
    instant: Instant,
    signal: AbortSignal,
  ): Promise<Required<Pick<HostRound, 'samples' | 'unmeasured'>>> {
    const ids = containers.map(({ id }) => id)
    const { running, failed } = await this.#facts.of(ids, this.access.engine, instant.nowMs, signal)
    const round = await this.#read(running, instant, signal)
    const lost = new Set([...failed, ...round.failed])
    const unmeasured = new Set(
      containers.filter(({ id }) => lost.has(id)).map(({ workloadId }) => workloadId),
    )
    const factsById = new Map(running.map((facts) => [facts.id, facts]))
    const samples = containers.flatMap((container) => {
      const facts = factsById.get(container.id)
      const pair = round.readings.pair(container.id)
      return facts === undefined || pair === null || unmeasured.has(container.workloadId)
        ? []
        : [sampleOf(container, facts, pair)]
    })
    return { samples, unmeasured }
  }

  /** Reads by the way that is due, and holds the files against the engine while they are not trusted yet. */
  async #read(
    running: readonly ContainerFacts[],
    instant: Instant,
    signal: AbortSignal,
  ): Promise<{ readonly readings: Readings; readonly failed: ReadonlySet<string> }> {
    const cgroup = this.#cgroup
    const plan = this.#choice.plan(cgroup !== null, instant.nowMs)
    if (cgroup !== null && plan === 'cgroup') {
      const failed = await this.#readTrusted(cgroup, running, instant, signal)
      if (failed !== null) return { readings: cgroup.readings, failed }
    }
    const { failed } = await this.#readBy(this.#api, running, instant, signal)
    this.#use('api', failed.size < running.length)
    this.#forgetGone(running, failed)
    if (cgroup !== null && plan === 'both' && !signal.aborted) {
      await this.#readBy(cgroup, running, instant, signal)
      this.#check(cgroup, running, instant)
    }
    return { readings: this.#api.readings, failed }
  }

  /** The engine has nothing to tell of them, so they run no more. */
  #forgetGone(running: readonly ContainerFacts[], failed: ReadonlySet<string>): void {
    for (const { id } of running) {
      if (!failed.has(id) && this.#api.readings.pair(id) === null) this.#facts.forget(id)
    }
  }

  /** The containers that were not measured; null when the files are not to be trusted any more. */
  async #readTrusted(
    cgroup: OneWay,
    running: readonly ContainerFacts[],
    instant: Instant,
    signal: AbortSignal,
  ): Promise<ReadonlySet<string> | null> {
    const { failed } = await this.#readBy(cgroup, running, instant, signal)
    if (signal.aborted) return failed
    const missing = await this.#stillRunning(failed, running, instant, signal)
    const isDoubtful = missing === null || running.some(({ id }) => this.#isNonsense(cgroup.readings, id))
    if (isDoubtful) {
      this.#doubt(instant)
      return null
    }
    this.#use('cgroup', failed.size < running.length)
    return missing
  }

  /** Containers that were not measured because they have just started again; null when one runs as it did, and its files
   *  are gone all the same. */
  async #stillRunning(
    failed: ReadonlySet<string>,
    before: readonly ContainerFacts[],
    { nowMs }: Instant,
    signal: AbortSignal,
  ): Promise<ReadonlySet<string> | null> {
    if (failed.size === 0) return failed
    for (const id of failed) this.#facts.forget(id)
    const now = await this.#facts.of(
      before.map(({ id }) => id),
      this.access.engine,
      nowMs,
      signal,
    )
    const restarted = new Set(now.failed)
    for (const { id, pid } of now.running.filter((facts) => failed.has(facts.id))) {
      if (before.some((facts) => facts.id === id && facts.pid === pid)) return null
      restarted.add(id)
    }
    return restarted
  }

  /** More than all processors of the host could give. */
  #isNonsense(readings: Readings, id: string): boolean {
    const { cpus } = this.access.engine.info
    const pair = readings.pair(id)
    const percent = pair === null ? null : cpuPercent(pair.previous, pair.reading)
    return cpus !== null && percent !== null && percent > cpus * 110
  }

  async #readBy(
    { way, readings }: OneWay,
    running: readonly ContainerFacts[],
    instant: Instant,
    signal: AbortSignal,
  ): Promise<WayResult> {
    const result = await way.read(running, signal)
    readings.take(result.readings, running, instant)
    return result
  }

  #check(cgroup: OneWay, running: readonly ContainerFacts[], instant: Instant): void {
    const pairs = running.flatMap(({ id }) => {
      const api = measured(this.#api.readings, id)
      const files = measured(cgroup.readings, id)
      return api === null || files === null ? [] : [[api, files] as const]
    })
    const verdict = judge(pairs)
    if (verdict === true) {
      this.#choice.trust()
      this.#log.info({ host: this.#hostId, containers: pairs.length }, 'cgroup files agree with the engine')
    } else if (verdict === false || this.#isUnreadable(cgroup, running)) this.#doubt(instant)
  }

  #isUnreadable(cgroup: OneWay, running: readonly ContainerFacts[]): boolean {
    return running.length > 0 && running.every(({ id }) => cgroup.readings.pair(id) === null)
  }

  #doubt({ nowMs }: Instant): void {
    this.#choice.doubt(nowMs)
    this.#log.info(
      { host: this.#hostId },
      'cgroup files are not used: they do not tell what the engine tells',
    )
  }

  #use(way: StatsWayName, hasMeasured: boolean): void {
    if (hasMeasured && this.#choice.used(way)) this.#onWay()
  }
}

/** By the time between the readings: how the engine holds CPU time against that of the machine is not what is checked. */
function measured(readings: Readings, id: string): Measured | null {
  const pair = readings.pair(id)
  const percent = pair === null ? null : cpuPercentOfTime(pair.previous, pair.reading)
  return pair === null || percent === null
    ? null
    : { cpuPercent: percent, memoryBytes: pair.reading.memoryBytes }
}
