import { createHash } from 'node:crypto'
import { posix, win32 } from 'node:path'
import type { HostAttempt, TlsFiles } from '../../contract/host.ts'
import type { StreamAgent } from './stream-agent.ts'
import { readTlsFiles, type TlsMaterial, tlsFilesIn } from './tls-files.ts'

/** How to reach an engine. */
export type EngineAddress =
  /** A unix socket or a named pipe. */
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | TlsAddress
  /** Streams that lead to it, such as those of an SSH connection; whoever made them ends them. */
  | { readonly kind: 'stream'; readonly streams: StreamAgent }

/** TCP with a certificate of the client; the server's is checked against `ca`, or as the system does when it is null. */
export interface TlsAddress extends TlsMaterial {
  readonly kind: 'tls'
  readonly host: string
  readonly port: number
}

/** A place where an engine may be; `address` is null when it is none that Slipway can use. */
export interface EndpointCandidate {
  readonly origin: HostAttempt['origin']
  readonly name: string
  /** Address as shown to people; never with credentials. */
  readonly endpoint: string
  readonly address: EngineAddress | null
  /** Why there is no address, where it is not the endpoint's fault. */
  readonly problem?: 'tls_files_unreadable'
}

/** What the search depends on; `readText` answers null for a file that cannot be read. */
export interface EndpointSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: NodeJS.Platform
  readonly readText: (path: string) => string | null
}

/** Where to look for the engine, in order, as the docker CLI does: `DOCKER_HOST` alone, else the current context
 *  alone unless it is `default`, else the sockets of the usual products, of which the first that answers is taken.
 *  Source: docker/cli cli/command/cli.go, resolveContextName. */
export function findEndpoints(surroundings: EndpointSurroundings): readonly EndpointCandidate[] {
  const dockerHost = surroundings.env['DOCKER_HOST']
  if (dockerHost !== undefined && dockerHost !== '') {
    return [fromDockerHost(dockerHost, surroundings)]
  }
  const context = currentContext(surroundings)
  return context === 'default' ? usualSockets(surroundings) : [fromContext(context, surroundings)]
}

/** Folder of the docker CLI's settings. */
export function dockerConfigFolder({
  env,
  home,
  platform,
}: Pick<EndpointSurroundings, 'env' | 'home' | 'platform'>): string {
  const configured = env['DOCKER_CONFIG']
  return configured !== undefined && configured !== '' ? configured : pathsOf(platform).join(home, '.docker')
}

function pathsOf(platform: NodeJS.Platform): typeof posix {
  return platform === 'win32' ? win32 : posix
}

function usesTls(env: EndpointSurroundings['env']): boolean {
  return [env['DOCKER_TLS_VERIFY'], env['DOCKER_TLS']].some((value) => value !== undefined && value !== '')
}

function fromDockerHost(text: string, surroundings: EndpointSurroundings): EndpointCandidate {
  const { env, platform } = surroundings
  const folder = env['DOCKER_CERT_PATH'] || dockerConfigFolder(surroundings)
  const tls = usesTls(env) ? tlsFilesIn(folder, platform) : null
  // The CLI reads an address without a scheme as tcp.
  const parsed = parseEndpoint(text.includes('://') ? text : `tcp://${text}`, tls, surroundings)
  return { origin: 'DOCKER_HOST', name: 'DOCKER_HOST', ...parsed }
}

function currentContext(surroundings: EndpointSurroundings): string {
  const chosen = surroundings.env['DOCKER_CONTEXT']
  if (chosen !== undefined && chosen !== '') return chosen
  const file = pathsOf(surroundings.platform).join(dockerConfigFolder(surroundings), 'config.json')
  const current = member(readJson(file, surroundings), 'currentContext')
  return typeof current === 'string' && current !== '' ? current : 'default'
}

function fromContext(name: string, surroundings: EndpointSurroundings): EndpointCandidate {
  const { join } = pathsOf(surroundings.platform)
  const id = createHash('sha256').update(name).digest('hex')
  const contexts = join(dockerConfigFolder(surroundings), 'contexts')
  const meta = readJson(join(contexts, 'meta', id, 'meta.json'), surroundings)
  const host = member(member(member(meta, 'Endpoints'), 'docker'), 'Host')
  const files = tlsFilesIn(join(contexts, 'tls', id, 'docker'), surroundings.platform)
  const hasTls = [files.ca, files.cert, files.key].some(
    (file) => file !== null && surroundings.readText(file) !== null,
  )
  const parsed =
    typeof host === 'string'
      ? parseEndpoint(host, hasTls ? files : null, surroundings)
      : { endpoint: '', address: null }
  return { origin: 'context', name, ...parsed }
}

function readJson(path: string, { readText }: EndpointSurroundings): unknown {
  try {
    return JSON.parse(readText(path) ?? 'null')
  } catch {
    return null // A broken file: the CLI warns and goes on without it.
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

function usualSockets(surroundings: EndpointSurroundings): readonly EndpointCandidate[] {
  return usualPlaces(surroundings).map(([name, endpoint]) => ({
    origin: 'socket',
    name,
    ...parseEndpoint(endpoint, null, surroundings),
  }))
}

function usualPlaces({ env, home, platform }: EndpointSurroundings): readonly (readonly [string, string])[] {
  if (platform === 'win32') {
    return [
      ['Docker Engine', 'npipe:////./pipe/docker_engine'],
      ['Docker Desktop', 'npipe:////./pipe/dockerDesktopLinuxEngine'],
      ['Podman', 'npipe:////./pipe/podman-machine-default'],
    ]
  }
  const runtime = env['XDG_RUNTIME_DIR']
  const ofUser: (readonly [string, string])[] =
    runtime === undefined || runtime === ''
      ? []
      : [
          ['Docker Engine (rootless)', `unix://${runtime}/docker.sock`],
          ['Podman', `unix://${runtime}/podman/podman.sock`],
        ]
  return [
    ['Docker Engine', 'unix:///var/run/docker.sock'],
    ['Docker Desktop', `unix://${home}/.docker/run/docker.sock`],
    ['Docker Desktop', `unix://${home}/.docker/desktop/docker.sock`],
    ['Colima', `unix://${home}/.colima/default/docker.sock`],
    ['OrbStack', `unix://${home}/.orbstack/run/docker.sock`],
    ['Rancher Desktop', `unix://${home}/.rd/docker.sock`],
    ...ofUser,
    ['Podman', 'unix:///run/podman/podman.sock'],
  ]
}

type ParsedEndpoint = Pick<EndpointCandidate, 'endpoint' | 'address' | 'problem'>

/** `tls`: the files that go with the address, if it is one of TCP. */
function parseEndpoint(
  text: string,
  tls: TlsFiles | null,
  { readText }: EndpointSurroundings,
): ParsedEndpoint {
  const [scheme = '', rest = ''] = text.split(/:\/\/(.*)/s)
  switch (scheme) {
    case 'unix':
      return socketEndpoint(text, rest, rest.startsWith('/'))
    case 'npipe':
      return socketEndpoint(text, rest, /^(?:\/\/|\\\\)[^/\\]+[/\\]pipe[/\\]./.test(rest))
    case 'tcp':
    case 'http':
      return tls === null ? tcpEndpoint(scheme, rest) : tlsEndpoint(rest, readTlsFiles(tls, readText))
    default:
      return { endpoint: withoutCredentials(scheme, rest), address: null }
  }
}

function socketEndpoint(endpoint: string, path: string, isAbsolute: boolean): ParsedEndpoint {
  return { endpoint, address: isAbsolute ? { kind: 'socket', path } : null }
}

/** Only loopback: a remote engine on plain TCP would take commands, and pass credentials, for anybody to see. */
function tcpEndpoint(scheme: string, rest: string): ParsedEndpoint {
  const url = parseAuthority(rest)
  const endpoint = withoutCredentials(scheme, rest)
  if (url === null || !isBare(url) || !isLoopback(url.hostname)) return { endpoint, address: null }
  return { endpoint, address: { kind: 'tcp', host: hostOf(url), port: portOf(url, 2375) } }
}

/** The server's certificate is always checked, also where the CLI was told not to. */
function tlsEndpoint(rest: string, material: TlsMaterial | null): ParsedEndpoint {
  const url = parseAuthority(rest)
  const endpoint = withoutCredentials('tcp', rest)
  if (url === null || !isBare(url)) return { endpoint, address: null }
  if (material === null) return { endpoint, address: null, problem: 'tls_files_unreadable' }
  return { endpoint, address: { kind: 'tls', host: hostOf(url), port: portOf(url, 2376), ...material } }
}

/** Nothing but a host and a port. */
function isBare({ username, password, pathname, search, hash }: URL): boolean {
  return username === '' && password === '' && ['', '/'].includes(pathname) && search === '' && hash === ''
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

function portOf(url: URL, usual: number): number {
  return url.port === '' ? usual : Number(url.port)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** What stands before an `@` may be a password, and what follows a `?` a token. */
function withoutCredentials(scheme: string, rest: string): string {
  const url = parseAuthority(rest)
  if (!/^[a-z][a-z0-9+.-]*$/i.test(scheme) || url === null) return ''
  return `${scheme}://${url.host}`
}

/** Read as tcp, whatever the scheme: URL would drop a port that is a scheme's own. */
function parseAuthority(rest: string): URL | null {
  const text = `tcp://${rest}`
  return URL.canParse(text) ? new URL(text) : null
}
