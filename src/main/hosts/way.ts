import type { HostErrorCode } from '../../contract/errors.ts'
import type { HostKey, HostKind, SshWay } from '../../contract/host.ts'
import type { EngineAddress } from '../docker/endpoint.ts'
import type { HostFiles } from './host-files.ts'

/** Why a remote host cannot be reached; what others said of it is in `cause` alone, for the log. */
export class WayClosed extends Error {
  readonly reason: HostErrorCode
  /** The key in question when `reason` is about a host key. */
  readonly hostKey: HostKey | null

  constructor(reason: HostErrorCode, hostKey: HostKey | null = null, options?: ErrorOptions) {
    super(`The way to the host is closed: ${reason}`, options)
    this.name = 'WayClosed'
    this.reason = reason
    this.hostKey = hostKey
  }
}

/** A way that is open: the machine is reached, its engine perhaps not. */
export interface OpenWay {
  /** Stays the same for as long as an engine that was connected over it may go on working, also after the way was lost
   *  and opened again. */
  readonly address: EngineAddress
  /** Of the server itself. */
  readonly hostKey: HostKey | null
  readonly sshWay: SshWay | null
  readonly files: HostFiles | null
  /** Whether a connection is held open, over which the engine alone can be tried again. */
  readonly isHeld: boolean
  /** Resolves with the reason when it is lost, and with null after `close`; never where nothing is held open. */
  readonly lost: Promise<HostErrorCode | null>
  close(): void
}

/** How a remote engine is reached. */
export interface Way {
  readonly kind: Exclude<HostKind, 'local'>
  /** One attempt. @throws WayClosed, or the signal's reason */
  open(signal: AbortSignal): Promise<OpenWay>
  /** What a failed connection to the engine over the open way says. */
  reasonOf(error: unknown): HostErrorCode
  /** A text that changes when a file does on which a refusal depends, so that another attempt may end otherwise. */
  stamp(reason: HostErrorCode): string
  /** Lets go of what outlives a single opening. */
  close(): void
}
