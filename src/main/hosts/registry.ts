import { Failure } from '../../contract/failure.ts'
import type { Host } from '../../contract/host.ts'
import type { StatsWay } from '../../contract/stats.ts'
import type { Engine, EngineEvent } from '../docker/engine.ts'
import type { Logger } from '../log/logger.ts'
import type { HostConnection } from './host-connection.ts'
import type { HostFiles } from './host-files.ts'
import type { Hosts } from './hosts.ts'

type ChangeListener = (host: Host) => void
type ContainerEventListener = (hostId: string, event: EngineEvent) => void

/** How the samples of a host are taken; null before the first. */
type StatsWayOf = (hostId: string) => StatsWay | null

/** All hosts under one roof; they come and go. */
export class HostRegistry implements Hosts {
  readonly #hosts = new Map<string, HostConnection>()
  readonly #log: Pick<Logger, 'error'>
  readonly #statsWayOf: StatsWayOf
  readonly #onChange = new Set<ChangeListener>()
  readonly #onContainerEvent = new Set<ContainerEventListener>()
  #isStarted = false

  constructor(
    hosts: readonly HostConnection[],
    log: Pick<Logger, 'error'>,
    statsWayOf: StatsWayOf = () => null,
  ) {
    for (const host of hosts) this.#hosts.set(host.id, host)
    this.#log = log
    this.#statsWayOf = statsWayOf
  }

  list(): Host[] {
    return [...this.#hosts.values()].map((host) => this.#show(host.describe()))
  }

  get(id: string): Host {
    return this.#show(this.#host(id).describe())
  }

  async check(id: string): Promise<Host> {
    return this.#show(await this.#host(id).check())
  }

  /** Takes a host in, in the place of the one with its id, and begins to connect. What was under way on that one ends. */
  async put(host: HostConnection): Promise<void> {
    const before = this.#hosts.get(host.id)
    this.#hosts.set(host.id, host)
    await before?.stop()
    // It may have been removed, or replaced in turn, while the one before it ended.
    if (!this.#isStarted || this.#hosts.get(host.id) !== host) return
    this.#start(host)
    this.#told(host.describe())
  }

  /** Lets go of a host; one that is not there is no error. */
  async remove(id: string): Promise<void> {
    const host = this.#hosts.get(id)
    this.#hosts.delete(id)
    await host?.stop()
  }

  engine(id: string): Engine | null {
    return this.#hosts.get(id)?.engine ?? null
  }

  files(id: string): HostFiles | null {
    return this.#hosts.get(id)?.files ?? null
  }

  onChange(listener: ChangeListener): () => void {
    this.#onChange.add(listener)
    return () => this.#onChange.delete(listener)
  }

  onContainerEvent(listener: ContainerEventListener): () => void {
    this.#onContainerEvent.add(listener)
    return () => this.#onContainerEvent.delete(listener)
  }

  start(): void {
    this.#isStarted = true
    for (const host of this.#hosts.values()) this.#start(host)
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.stop()))
  }

  #start(host: HostConnection): void {
    host.start({
      onChange: (state) => {
        // One that was replaced, or removed, has nothing to say any more.
        if (this.#hosts.get(host.id) === host) this.#told(state)
      },
      onContainerEvent: (event) => this.#tell(this.#onContainerEvent, (listener) => listener(host.id, event)),
    })
  }

  #told(host: Host): void {
    const shown = this.#show(host)
    this.#tell(this.#onChange, (listener) => listener(shown))
  }

  #show(host: Host): Host {
    return { ...host, statsWay: this.#statsWayOf(host.id) }
  }

  #host(id: string): HostConnection {
    const host = this.#hosts.get(id)
    if (host === undefined) throw new Failure('not_found', { kind: 'host', id })
    return host
  }

  /** A listener that throws must not cost the others their news, nor the host its connection. */
  #tell<Listener>(listeners: ReadonlySet<Listener>, call: (listener: Listener) => void): void {
    for (const listener of listeners) {
      try {
        call(listener)
      } catch (error) {
        this.#log.error({ error }, 'listener of host changes failed')
      }
    }
  }
}
