import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeError } from '../log/describe-error.ts'
import type { Logger } from '../log/logger.ts'
import { dockerConfigFolder } from './endpoint.ts'

/** Body of the `X-Registry-Auth` header, in the engine's spelling. */
export interface RegistryCredentials {
  readonly username?: string
  readonly password?: string
  readonly identitytoken?: string
  readonly serveraddress: string
}

export interface RegistryAuthOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: NodeJS.Platform
  readonly log: Pick<Logger, 'warn'>
  /** How long a credential helper may take: it may ask the user to unlock a keychain. */
  readonly helperTimeoutMs?: number
}

/** Docker Hub's key in the docker CLI's settings, from the time of its first API. */
const hubServer = 'https://index.docker.io/v1/'
const hubNames = ['docker.io', 'index.docker.io', 'registry-1.docker.io']
const helperOutputLimitBytes = 1024 * 1024

/** The docker CLI's own credentials: `auths`, `credHelpers` and `credsStore` of its config.json, read anew each time,
 *  so that a `docker login` counts at once. */
export class RegistryAuth {
  readonly #options: RegistryAuthOptions

  constructor(options: RegistryAuthOptions) {
    this.#options = options
  }

  /** Null for anonymous access: when there are no credentials, or they cannot be read, which the log then tells. */
  async credentialsFor(domain: string): Promise<RegistryCredentials | null> {
    const config = await this.#readConfig()
    if (config === null) return null
    const server = hubNames.includes(domain) ? hubServer : domain
    const helper = findHelper(config, server)
    if (helper === null) return credentialsFromAuths(config, server)
    try {
      return await askHelper(helper, server, this.#options)
    } catch (error) {
      // Neither the helper's output nor the error's message: both may hold a secret.
      this.#options.log.warn(
        { helper, error: describeError(error) },
        'credential helper failed; going on without credentials',
      )
      return null
    }
  }

  async #readConfig(): Promise<object | null> {
    const file = join(dockerConfigFolder(this.#options), 'config.json')
    try {
      const config: unknown = JSON.parse(await readFile(file, 'utf8'))
      if (typeof config === 'object' && config !== null) return config
      this.#options.log.warn({ file }, 'docker config file holds no object; going on without credentials')
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      // The message of a JSON error quotes the file, which holds passwords.
      if (!isMissing) {
        this.#options.log.warn(
          { file, error: describeError(error) },
          'docker config file cannot be read; going on without credentials',
        )
      }
    }
    return null
  }
}

/** `X-Registry-Auth` as the docker CLI encodes it: JSON in URL-safe base64, with padding. */
export function encodeRegistryAuth(credentials: RegistryCredentials): string {
  // Buffer's own base64url leaves the padding out, and older engines then refuse the header.
  return Buffer.from(JSON.stringify(credentials)).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}

function textMember(value: unknown, name: string): string {
  const text = member(value, name)
  return typeof text === 'string' ? text : ''
}

/** The names under which settings may know a server; the docker CLI's own spelling first. */
function serverNames(server: string): readonly string[] {
  return server === hubServer ? [hubServer, ...hubNames] : [server]
}

function findHelper(config: object, server: string): string | null {
  const helpers = member(config, 'credHelpers')
  const ofServer = serverNames(server)
    .map((name) => textMember(helpers, name))
    .find((name) => name !== '')
  const helper = ofServer ?? textMember(config, 'credsStore')
  return helper === '' ? null : helper
}

function credentialsFromAuths(config: object, server: string): RegistryCredentials | null {
  const auths = member(config, 'auths')
  if (typeof auths !== 'object' || auths === null) return null
  const names = serverNames(server)
  const key =
    names.find((name) => Object.hasOwn(auths, name)) ??
    Object.keys(auths).find((name) => names.includes(hostOf(name)))
  return key === undefined ? null : credentialsFromEntry(member(auths, key), server)
}

/** `https://host:port/v1/` and `host:port` name the same registry. */
function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').split('/', 1)[0] ?? ''
}

function credentialsFromEntry(entry: unknown, server: string): RegistryCredentials | null {
  const identitytoken = textMember(entry, 'identitytoken')
  if (identitytoken !== '') return { identitytoken, serveraddress: server }
  const decoded = Buffer.from(textMember(entry, 'auth'), 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  const username = colon > 0 ? decoded.slice(0, colon) : textMember(entry, 'username')
  const password = colon > 0 ? decoded.slice(colon + 1).replaceAll('\0', '') : textMember(entry, 'password')
  return username === '' ? null : { username, password, serveraddress: server }
}

/** Speaks the protocol of docker-credential-helpers: the server on standard input, JSON on standard output. */
async function askHelper(
  helper: string,
  server: string,
  options: RegistryAuthOptions,
): Promise<RegistryCredentials | null> {
  if (!/^[\w.-]+$/.test(helper)) throw new Error('The name of the credential helper is not valid.')
  const { output, exitCode } = await runHelper(`docker-credential-${helper}`, server, options)
  if (exitCode !== 0) {
    // Its way to say that it knows nothing of this server.
    if (/credentials not found/i.test(output)) return null
    throw new Error(`The credential helper ended with exit code ${exitCode}.`)
  }
  const answer: unknown = JSON.parse(output)
  const username = textMember(answer, 'Username')
  const secret = textMember(answer, 'Secret')
  if (username === '<token>') return { identitytoken: secret, serveraddress: server }
  return username === '' ? null : { username, password: secret, serveraddress: server }
}

function runHelper(
  command: string,
  input: string,
  options: RegistryAuthOptions,
): Promise<{ output: string; exitCode: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, ['get'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...options.env, PATH: helperPath(options) },
      timeout: options.helperTimeoutMs ?? 20_000,
      killSignal: 'SIGKILL',
      windowsHide: true,
    })
    const chunks: Buffer[] = []
    let size = 0
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > helperOutputLimitBytes) child.kill('SIGKILL')
      else chunks.push(chunk)
    })
    child.on('error', reject)
    // What a killed helper had started may live on and hold the pipe open.
    child.on('exit', (_code, signal) => {
      if (signal !== null) child.stdout.destroy()
    })
    child.on('close', (exitCode) => resolve({ output: Buffer.concat(chunks).toString('utf8'), exitCode }))
    // A helper that ends without reading breaks the pipe; its exit code says what matters.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

/** An application that was not started from a terminal has a short PATH on macOS, without the places of Docker's helpers. */
function helperPath({ env, home, platform }: RegistryAuthOptions): string {
  const path = env['PATH'] ?? ''
  if (platform !== 'darwin') return path
  const places = [
    '/usr/local/bin',
    '/opt/homebrew/bin',
    '/Applications/Docker.app/Contents/Resources/bin',
    `${home}/.docker/bin`,
    `${home}/.orbstack/bin`,
    `${home}/.rd/bin`,
  ]
  return [path, ...places].join(':')
}
