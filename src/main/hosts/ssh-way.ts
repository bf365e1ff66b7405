import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { HostErrorCode } from '../../contract/errors.ts'
import type { EngineAddress } from '../docker/endpoint.ts'
import { EngineError } from '../docker/engine.ts'
import { addKnownHost } from '../ssh/own-known-hosts.ts'
import { type SshConnection, SshFailure, type SshTarget } from '../ssh/ssh-connection.ts'
import { stampOf } from './file-stamp.ts'
import { PresentStreams } from './present-streams.ts'
import { type OpenWay, type Way, WayClosed } from './way.ts'

export interface SshWayOptions {
  readonly target: SshTarget
  readonly connect: (target: SshTarget, signal: AbortSignal) => Promise<SshConnection>
  readonly home: string
  /** Slipway's own known_hosts. */
  readonly ownKnownHosts: string
}

/** Over one SSH connection at a time, whichever engine calls are under way. */
export class SshWay implements Way {
  readonly kind = 'ssh'
  readonly #options: SshWayOptions
  readonly #streams: PresentStreams
  readonly #address: EngineAddress
  #connection: SshConnection | null = null
  #failure: SshFailure | null = null

  constructor(options: SshWayOptions) {
    this.#options = options
    this.#streams = new PresentStreams(() => {
      const address = this.#connection?.address
      return address?.kind === 'stream' ? address.streams : null
    })
    this.#address = { kind: 'stream', streams: this.#streams }
  }

  /** The key file whose passphrase is missing or wrong; null when that is not the trouble. */
  get lockedFile(): string | null {
    const { reason, file } = this.#failure ?? {}
    return reason === 'passphrase_needed' || reason === 'passphrase_wrong' ? (file ?? null) : null
  }

  async open(signal: AbortSignal): Promise<OpenWay> {
    const connection = await this.#connect(signal)
    this.#connection = connection
    void connection.lost.then(() => {
      if (this.#connection === connection) this.#connection = null
    })
    const { hostKey, files, lost } = connection
    return {
      address: this.#address,
      hostKey,
      // It may turn out only later that the server does not forward.
      get sshWay() {
        return connection.way
      },
      files,
      isHeld: true,
      lost,
      close: () => connection.close(),
    }
  }

  /** Adds the very key that the last attempt was shown, if its fingerprint is the one confirmed; else answers false. */
  trust(fingerprint: string): boolean {
    const { reason, hostKey, publicKey } = this.#failure ?? {}
    if (reason !== 'host_key_unknown' || !hostKey || !publicKey) return false
    if (hostKey.fingerprint !== fingerprint) return false
    addKnownHost(this.#options.ownKnownHosts, hostKey.server, publicKey)
    return true
  }

  reasonOf(error: unknown): HostErrorCode {
    return sshReason(error)
  }

  stamp(reason: HostErrorCode): string {
    return stampOf(this.#filesBehind(reason))
  }

  close(): void {
    this.#connection?.close()
    this.#streams.destroy()
  }

  async #connect(signal: AbortSignal): Promise<SshConnection> {
    const { connect, target } = this.#options
    try {
      const connection = await connect(target, signal)
      this.#failure = null
      return connection
    } catch (error) {
      if (!(error instanceof SshFailure)) throw error
      this.#failure = error
      throw new WayClosed(error.reason, error.hostKey, { cause: error })
    }
  }

  #filesBehind(reason: HostErrorCode): readonly string[] {
    const { home, ownKnownHosts, target } = this.#options
    const folder = join(home, '.ssh')
    if (reason.startsWith('host_key_')) return [ownKnownHosts, join(folder, 'known_hosts')]
    const file = this.#failure?.file ?? target.identityFile
    // Every ssh to a new server writes known_hosts; whether this one lets anybody in has nothing to do with it.
    const others = namesIn(folder).filter((name) => !name.startsWith('known_hosts'))
    return [...(file === null ? [] : [file]), ...others.map((name) => join(folder, name))]
  }
}

/** What a failed connection to the engine over SSH says of the host. */
export function sshReason(error: unknown): HostErrorCode {
  const code = error instanceof EngineError ? error.code : null
  return code === 'engine_permission_denied' || code === 'engine_too_old' ? code : 'engine_down'
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
