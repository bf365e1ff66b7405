import type { Host } from '../../contract/host.ts'
import type { Engine, EngineEvent } from '../docker/engine.ts'
import type { HostFiles } from './host-files.ts'

/** What a host tells of itself. */
export interface HostListener {
  onChange(host: Host): void
  onContainerEvent(event: EngineEvent): void
}

/** One host: finds its engine, holds on to it, and looks for it again when it is lost. */
export interface HostConnection {
  readonly id: string
  /** Null unless the host is online. */
  readonly engine: Engine | null
  /** Null where the engine's machine lets no file be read, and while the host is away. */
  readonly files: HostFiles | null
  describe(): Host
  /** Looks for the engine now; resolves with what was found. */
  check(): Promise<Host>
  start(listener: HostListener): void
  /** Resolves when nothing is left open. */
  stop(): Promise<void>
}
