import type { HostErrorCode } from '../../contract/errors.ts'
import type { TlsFiles } from '../../contract/host.ts'
import type { EngineAddress } from '../docker/endpoint.ts'
import { EngineError } from '../docker/engine.ts'
import { tlsFault } from '../docker/errors.ts'
import { readSmallFile } from '../docker/small-file.ts'
import { readTlsFiles, tlsFilesIn } from '../docker/tls-files.ts'
import { stampOf } from './file-stamp.ts'
import { expandHome, type RemoteEndpoint } from './remote-endpoint.ts'
import { type OpenWay, type Way, WayClosed } from './way.ts'

export interface TcpWayOptions {
  readonly place: Extract<RemoteEndpoint, { kind: 'tcp' }>
  /** As configured; those of DOCKER_CERT_PATH when null. */
  readonly tls: TlsFiles | null
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: NodeJS.Platform
}

/** Straight to the engine: over TLS with a certificate of the client, or plain within this computer. */
export class TcpWay implements Way {
  readonly kind = 'tcp'
  readonly #place: TcpWayOptions['place']
  readonly #files: TlsFiles | null
  #address: EngineAddress | null = null

  constructor({ place, tls, env, home, platform }: TcpWayOptions) {
    this.#place = place
    const folder = env['DOCKER_CERT_PATH']
    const files = tls ?? (folder === undefined || folder === '' ? null : tlsFilesIn(folder, platform))
    this.#files =
      files === null
        ? null
        : {
            ca: files.ca === null ? null : expandHome(files.ca, home),
            cert: expandHome(files.cert, home),
            key: expandHome(files.key, home),
          }
  }

  async open(): Promise<OpenWay> {
    return {
      address: this.#currentAddress(),
      hostKey: null,
      sshWay: null,
      files: null,
      isHeld: false,
      lost: new Promise(() => undefined),
      close: () => undefined,
    }
  }

  reasonOf(error: unknown): HostErrorCode {
    return tcpReason(error)
  }

  stamp(): string {
    const { ca, cert, key } = this.#files ?? { ca: null, cert: '', key: '' }
    return stampOf([cert, key, ...(ca === null ? [] : [ca])])
  }

  close(): void {
    this.#address = null
  }

  /** The same object for as long as the files hold the same: certificates are renewed while Slipway runs. */
  #currentAddress(): EngineAddress {
    const address = this.#read()
    if (JSON.stringify(this.#address) !== JSON.stringify(address)) this.#address = address
    return this.#address ?? address
  }

  #read(): EngineAddress {
    const { host, port, isPlain } = this.#place
    if (isPlain) return { kind: 'tcp', host, port }
    const material = this.#files === null ? null : readTlsFiles(this.#files, readText)
    if (material === null) throw new WayClosed('tls_files_unreadable')
    return { kind: 'tls', host, port, ...material }
  }
}

function readText(path: string): string | null {
  try {
    return readSmallFile(path)
  } catch {
    return null
  }
}

const reasonsByFault: Readonly<Record<string, HostErrorCode>> = {
  ENOTFOUND: 'name_unresolved',
  EAI_AGAIN: 'name_unresolved',
  ECONNREFUSED: 'port_closed',
  EHOSTUNREACH: 'port_closed',
  ENETUNREACH: 'port_closed',
  ETIMEDOUT: 'connect_timeout',
}

/** What a failed connection over TCP says of the host. */
export function tcpReason(error: unknown): HostErrorCode {
  if (!(error instanceof EngineError)) return 'engine_down'
  if (error.code === 'engine_permission_denied' || error.code === 'engine_too_old') return error.code
  const isSilent = error.status === null && error.cause === undefined
  const fault = reasonsByFault[faultOf(error.cause)] ?? (isSilent ? 'connect_timeout' : 'engine_down')
  return tlsFault(error) ?? fault
}

function faultOf(cause: unknown): string {
  const code: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined
  return typeof code === 'string' ? code : ''
}
