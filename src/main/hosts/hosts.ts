import type { Host } from '../../contract/host.ts'
import type { Engine, EngineEvent } from '../docker/engine.ts'
import type { HostFiles } from './host-files.ts'

/** The hosts and the engines behind them. */
export interface Hosts {
  list(): Host[]
  /** Throws `not_found`. */
  get(id: string): Host
  /** Searches and connects now; resolves with the outcome. */
  check(id: string): Promise<Host>
  /** The engine while the host is online; null otherwise. */
  engine(id: string): Engine | null
  /** Access to files of the host's machine while it is online, by the same object for as long as it stays so; null otherwise, and where there is none. */
  files(id: string): HostFiles | null
  /** Called on every change of state, and at once after `engine` would answer differently. Returns how to stop. */
  onChange(listener: (host: Host) => void): () => void
  /** Container events of every host that is online. */
  onContainerEvent(listener: (hostId: string, event: EngineEvent) => void): () => void
  start(): void
  stop(): Promise<void>
}
