import { isIP } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { TlsFiles } from '../../contract/host.ts'
import { invalidField } from '../../contract/invalid-input.ts'
import { readSshAddress } from '../ssh/address.ts'

/** What was given to reach a host by. */
export interface GivenAddress {
  readonly endpoint: string
  readonly identityFile: string | null
  readonly tls: TlsFiles | null
}

/** Where a remote engine is, read from a checked address. */
export type RemoteEndpoint =
  | { readonly kind: 'ssh' }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly isPlain: boolean }

/** Ports of the Docker Engine: plain, and with TLS. */
const plainPort = 2375
const tlsPort = 2376

/** Reads an address, and refuses one that could not work or would not be safe.
 *  @param certFolder the value of DOCKER_CERT_PATH
 *  @throws Failure `invalid_input` with the field's path */
export function readRemoteEndpoint(given: GivenAddress, certFolder: string | undefined): RemoteEndpoint {
  const { endpoint } = given
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(endpoint)?.[1]?.toLowerCase()
  if (scheme === undefined || scheme === 'ssh') {
    requireSshAddress(endpoint, scheme !== undefined)
    if (given.tls !== null) throw invalidField('tls', 'SSH needs no certificate files; leave them out.')
    return { kind: 'ssh' }
  }
  if (scheme !== 'tcp') {
    throw refused('Give ssh://user@host, a name from ~/.ssh/config, or tcp://host:2376 with certificates.')
  }
  if (given.identityFile !== null) {
    throw invalidField('identityFile', 'A key file is for SSH; tcp:// takes certificate files.')
  }
  return readTcp(endpoint, given.tls, certFolder)
}

function refused(problem: string): Error {
  return invalidField('endpoint', problem)
}

/** Without quoting what was given: what stands before an @ may hold a password. */
function requireSshAddress(endpoint: string, isUrl: boolean): void {
  if (readSshAddress(endpoint) !== null && !/[*?!,"'\\#%]/.test(endpoint)) return
  if (isUrl) {
    requireBare(
      readUrl(endpoint),
      'Leave the password out: Slipway logs in with keys, from the agent or from a key file.',
    )
  }
  throw refused(
    'Give ssh://user@host, with :port behind it where it is not 22, or a name from ~/.ssh/config.',
  )
}

function readTcp(endpoint: string, tls: TlsFiles | null, certFolder: string | undefined): RemoteEndpoint {
  const url = readUrl(endpoint)
  requireBare(url, 'Leave user and password out: tcp:// takes certificate files.')
  if (url.username !== '') throw refused('Leave the user out: tcp:// takes certificate files.')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isLoopback = host === 'localhost' || isLoopbackAddress(host)
  const hasFiles = tls !== null || (certFolder !== undefined && certFolder !== '')
  const isPlain = tls === null && isLoopback && (!hasFiles || url.port === String(plainPort))
  if (!isPlain && !hasFiles) {
    throw invalidField(
      'tls',
      'Give the certificate files, or set DOCKER_CERT_PATH: plain TCP to another computer would let anybody in.',
    )
  }
  return { kind: 'tcp', host, port: Number(url.port) || (isPlain ? plainPort : tlsPort), isPlain }
}

function isLoopbackAddress(host: string): boolean {
  return isIP(host) === 4 ? host.startsWith('127.') : host === '::1'
}

/** Read as tcp, whatever the scheme: URL would drop a port that is a scheme's own. */
function readUrl(endpoint: string): URL {
  const text = endpoint.replace(/^[a-z][a-z0-9+.-]*:/i, 'tcp:')
  if (/[\s\\%]/.test(endpoint) || !URL.canParse(text)) throw refused('This is no address.')
  const url = new URL(text)
  if (url.hostname === '' || url.hostname.startsWith('-'))
    throw refused('Name the host after the two slashes.')
  if (url.port === '0') throw refused('A port is a number from 1 to 65535.')
  return url
}

function requireBare(url: URL, onPassword: string): void {
  if (url.password !== '') throw refused(onPassword)
  if (url.search !== '') throw refused('Leave out the question mark and what follows it.')
  if (url.hash !== '') throw refused('Leave out the number sign and what follows it.')
  if (!['', '/'].includes(url.pathname)) throw refused('Leave out the path after the host.')
}

/** `~/` at the beginning is the user's home. */
export function expandHome(path: string, home: string = homedir()): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path
}
