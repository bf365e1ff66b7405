import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { ensureInstalled, findSshd } from './packages.ts'
import {
  closePartFolder,
  identify,
  isAlive,
  openPartFolder,
  type ProcessIdentity,
  readIdentity,
  takeOverAbandoned,
} from './part-folder.ts'
import { freePort } from './registry.ts'

export interface SshdOptions {
  /** Public key files whose owners are let in. */
  readonly authorizedKeys: readonly string[]
  /** What the engine's CLI on the server looks at, such as unix:///…; nothing when left out. */
  readonly dockerHost?: string
  /** Lines for sshd_config, such as `MaxSessions 3`. */
  readonly settings?: readonly string[]
  readonly hostKeyTypes?: readonly KeyType[]
}

export type KeyType = 'ed25519' | 'ecdsa' | 'rsa'

export interface TestSshd {
  readonly port: number
  readonly user: string
  /** Public keys of the server as `ssh-keyscan` prints them, without the name in front. */
  readonly hostKeys: readonly string[]
  /** Ends the server and every connection to it at once; `restart` brings it back on the same port. */
  kill(): Promise<void>
  restart(): Promise<void>
  /** Gives the server new keys; they count from the next `restart` on. */
  renewHostKeys(): void
  /** What the server has logged. */
  log(): string
  stop(): Promise<void>
}

/** Starts a real sshd on a free port of 127.0.0.1 that lets the present user in, and nobody else. */
export async function startSshd(options: SshdOptions): Promise<TestSshd> {
  ensureInstalled(['sshd'])
  await removeAbandoned('sshd', 'sshd.json')
  // Where sshd, run by root, locks its unprivileged half in.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 })
  const folder = openPartFolder('sshd')
  const port = await freePort()
  const types = options.hostKeyTypes ?? ['ed25519']
  const makeHostKeys = () => {
    for (const type of types) makeKey(join(folder, `host_${type}`), { type })
  }
  makeHostKeys()
  writeConfig(folder, port, types, options)
  let running = await launch(folder, port)
  return {
    port,
    user: userInfo().username,
    get hostKeys() {
      return types.map((type) => publicKey(join(folder, `host_${type}`)))
    },
    kill: () => killTree(running),
    restart: async () => {
      if (!isAlive(running)) running = await launch(folder, port)
    },
    renewHostKeys: makeHostKeys,
    log: () => readFileSync(join(folder, 'sshd.log'), 'utf8'),
    stop: async () => {
      await killTree(running)
      closePartFolder(folder)
    },
  }
}

/** Makes a key pair with OpenSSH's own program: `path` and `path.pub`. Returns the path. */
export function makeKey(
  path: string,
  { type = 'ed25519', passphrase = '', format }: KeyOptions = {},
): string {
  const shape = [...(type === 'rsa' ? ['-b', '2048'] : []), ...(format === undefined ? [] : ['-m', format])]
  run(['ssh-keygen', '-q', '-t', type, ...shape, '-N', passphrase, '-C', 'slipway-test', '-f', path], 'y\n')
  return path
}

export interface KeyOptions {
  readonly type?: KeyType
  readonly passphrase?: string
  readonly format?: 'PEM'
}

/** `type base64` of a key pair. */
export function publicKey(path: string): string {
  return readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
}

function run(
  command: readonly string[],
  input = '',
  environment: Readonly<Record<string, string>> = {},
): void {
  const [file = '', ...argv] = command
  const done = spawnSync(file, argv, { input, encoding: 'utf8', env: { ...process.env, ...environment } })
  if (done.status !== 0) throw new Error(`${command.join(' ')} failed: ${done.stderr}`)
}

function writeConfig(folder: string, port: number, types: readonly KeyType[], options: SshdOptions): void {
  const authorized = options.authorizedKeys.map((file) => readFileSync(file, 'utf8')).join('')
  writeFileSync(join(folder, 'authorized_keys'), authorized, { mode: 0o600 })
  const lines = [
    // The first value counts, so what a test sets goes before.
    ...(options.settings ?? []),
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...types.map((type) => `HostKey ${join(folder, `host_${type}`)}`),
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    `PidFile ${join(folder, 'sshd.pid')}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin yes',
    'PrintMotd no',
    'PrintLastLog no',
    'UseDNS no',
    'MaxStartups 100',
    'LogLevel VERBOSE',
    ...(options.dockerHost === undefined ? [] : [`SetEnv DOCKER_HOST=${options.dockerHost}`]),
  ]
  writeFileSync(join(folder, 'sshd_config'), `${lines.join('\n')}\n`)
}

async function launch(folder: string, port: number): Promise<ProcessIdentity> {
  const binary = findSshd()
  if (binary === null) throw new Error('sshd can no longer be run here.')
  const logFile = join(folder, 'sshd.log')
  const log = openSync(logFile, 'a')
  // A group of its own, so that the processes of its connections end with it.
  const child = spawn(binary, ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: ['ignore', log, log],
    detached: true,
  })
  child.unref()
  const identity = child.pid === undefined ? null : identify(child.pid)
  if (identity === null) throw new Error(`sshd did not start: ${readFileSync(logFile, 'utf8')}`)
  writeFileSync(join(folder, 'sshd.json'), JSON.stringify(identity))
  const deadline = Date.now() + 10_000
  while (Date.now() < deadline && child.exitCode === null) {
    if (await answers(port)) return identity
    await pause(10)
  }
  throw new Error(`sshd did not answer on port ${port}: ${readFileSync(logFile, 'utf8')}`)
}

async function answers(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
    socket.setTimeout(1_000, () => {
      socket.destroy()
      resolve(false)
    })
  })
}

/** What runs that were killed left behind. */
async function removeAbandoned(kind: string, identityFile: string): Promise<void> {
  for (const folder of takeOverAbandoned(kind)) {
    const left = readIdentity(join(folder, identityFile))
    if (left !== null) await killTree(left)
    closePartFolder(folder)
  }
}

/** sshd gives each connection processes of its own, which leave its group; they are found by their parents. */
async function killTree(root: ProcessIdentity): Promise<void> {
  if (!isAlive(root)) return
  for (const pid of [root.pid, ...descendantsOf(root.pid)]) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended by itself meanwhile.
    }
  }
  while (isAlive(root)) await pause(5)
}

function descendantsOf(pid: number): number[] {
  const listed = spawnSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout
  const pairs = listed
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const below = (parent: number): number[] =>
    pairs.flatMap(([child = 0, itsParent = 0]) => (itsParent === parent ? [child, ...below(child)] : []))
  return below(pid)
}

export interface TestSshAgent {
  /** For SSH_AUTH_SOCK. */
  readonly socket: string
  stop(): Promise<void>
}

/** Starts a real ssh-agent that holds these keys, which have no passphrase. */
export async function startSshAgent(keys: readonly string[]): Promise<TestSshAgent> {
  ensureInstalled(['sshd'])
  await removeAbandoned('ssh-agent', 'agent.json')
  const folder = openPartFolder('ssh-agent')
  const socket = join(folder, 'agent.sock')
  const child = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] })
  writeFileSync(join(folder, 'agent.json'), JSON.stringify(identify(child.pid ?? 0)))
  // It names its socket once it listens.
  await new Promise((resolve) => child.stdout.once('data', resolve))
  for (const key of keys) run(['ssh-add', '-q', key], '', { SSH_AUTH_SOCK: socket })
  return {
    socket,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
      closePartFolder(folder)
    },
  }
}
