import { Failure } from '../../contract/failure.ts'
import type { Host } from '../../contract/host.ts'
import type { Engine, EngineEvent } from '../docker/engine.ts'
import type { Logger } from '../log/logger.ts'
import type { HostConnection } from './host-connection.ts'
import type { HostFiles } from './host-files.ts'
import type { Hosts } from './hosts.ts'

type ChangeListener = (host: Host) => void
type ContainerEventListener = (hostId: string, event: EngineEvent) => void

/** All hosts under one roof. */
export class HostRegistry implements Hosts {
  readonly #hosts: ReadonlyMap<string, HostConnection>
  readonly #log: Pick<Logger, 'error'>
  readonly #onChange = new Set<ChangeListener>()
  readonly #onContainerEvent = new Set<ContainerEventListener>()

  constructor(hosts: readonly HostConnection[], log: Pick<Logger, 'error'>) {
    this.#hosts = new Map(hosts.map((host) => [host.id, host]))
    this.#log = log
  }

  list(): Host[] {
    return [...this.#hosts.values()].map((host) => host.describe())
  }

  get(id: string): Host {
    return this.#host(id).describe()
  }

  async check(id: string): Promise<Host> {
    return await this.#host(id).check()
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
    for (const host of this.#hosts.values()) {
      host.start({
        onChange: (state) => this.#tell(this.#onChange, (listener) => listener(state)),
        onContainerEvent: (event) =>
          this.#tell(this.#onContainerEvent, (listener) => listener(host.id, event)),
      })
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#hosts.values()].map((host) => host.stop()))
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
