import type { Duplex } from 'node:stream'
import type { HostErrorCode } from '../../contract/errors.ts'
import type { HostKey, SshWay } from '../../contract/host.ts'
import type { HostFiles } from '../hosts/host-files.ts'

/** Where to connect to. */
export interface SshTarget {
  /** `ssh://user@host[:port]`, or a name from ~/.ssh/config. */
  readonly endpoint: string
  /** Instead of the files that ~/.ssh/config names. */
  readonly identityFile: string | null
}

/** Why a connection was not made; a text of the server is in `cause` alone, for the log. */
export class SshFailure extends Error {
  readonly reason: HostErrorCode
  /** The key in question when `reason` is about a host key. */
  readonly hostKey: HostKey | null

  constructor(reason: HostErrorCode, hostKey: HostKey | null = null, options?: ErrorOptions) {
    super(`SSH: ${reason}`, options)
    this.name = 'SshFailure'
    this.reason = reason
    this.hostKey = hostKey
  }
}

/** One connection to a server, through its jump hosts: whatever goes to the host goes over it. */
export interface SshConnection {
  /** Of the server itself. */
  readonly hostKey: HostKey
  readonly way: SshWay
  readonly files: HostFiles
  /** A new stream to the engine's socket; the docker room keeps it alive and uses it again. */
  openStream(signal?: AbortSignal): Promise<Duplex>
  /** Resolves with the reason when the connection is lost, and with null after `close`. */
  readonly lost: Promise<HostErrorCode | null>
  close(): void
}
