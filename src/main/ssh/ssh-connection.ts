import type { HostErrorCode } from '../../contract/errors.ts'
import type { HostKey, SshWay } from '../../contract/host.ts'
import type { EngineAddress } from '../docker/endpoint.ts'
import type { HostFiles } from '../hosts/host-files.ts'

/** Where to connect to. */
export interface SshTarget {
  /** `ssh://user@host[:port]`, or a name from ~/.ssh/config. */
  readonly endpoint: string
  /** Instead of the files that ~/.ssh/config names. */
  readonly identityFile: string | null
}

/** The steps of a connection to one server; behind jump hosts they are gone through again for each hop. */
export type SshStep = 'name' | 'port' | 'key' | 'auth' | 'engine'

interface SshFailureDetails {
  readonly hostKey?: HostKey
  readonly publicKey?: Buffer
  readonly step?: SshStep
  readonly file?: string
  readonly cause?: unknown
}

/** Why a connection was not made; a text of the server is in `cause` alone, for the log. */
export class SshFailure extends Error {
  readonly reason: HostErrorCode
  /** As Node names faults, so that the docker room knows what it means when it comes from a stream. */
  readonly code: 'EACCES' | 'ECONNRESET' | 'ECONNREFUSED'
  /** The key in question when `reason` is about a host key. */
  readonly hostKey: HostKey | null
  /** That key itself, to be added to our own known_hosts once a person has confirmed it. */
  readonly publicKey: Buffer | null
  /** What was being done; all steps before it had passed. Null when the configuration could not even be read. */
  readonly step: SshStep | null
  /** The file when `reason` is about a key file or its passphrase. */
  readonly file: string | null

  constructor(reason: HostErrorCode, { hostKey, publicKey, step, file, cause }: SshFailureDetails = {}) {
    super(`SSH: ${reason}`, cause === undefined ? {} : { cause })
    this.name = 'SshFailure'
    this.reason = reason
    this.code = faultCode(reason)
    this.hostKey = hostKey ?? null
    this.publicKey = publicKey ?? null
    this.step = step ?? null
    this.file = file ?? null
  }
}

function faultCode(reason: HostErrorCode): SshFailure['code'] {
  if (reason === 'engine_permission_denied') return 'EACCES'
  return reason === 'ssh_lost' ? 'ECONNRESET' : 'ECONNREFUSED'
}

/** One connection to a server, through its jump hosts: whatever goes to the host goes over it. */
export interface SshConnection {
  /** Of the server itself. */
  readonly hostKey: HostKey
  /** How the engine was found, as soon as something was asked of it. */
  readonly way: SshWay
  readonly files: HostFiles
  /** For `connectEngine`: streams to the engine's socket, kept alive and used again by all who ask at this address.
   *  Where no engine is found they fail with SshFailure; the next request looks for it again. */
  readonly address: EngineAddress
  /** Resolves with the reason when the connection is lost, and with null after `close`. */
  readonly lost: Promise<HostErrorCode | null>
  close(): void
}
