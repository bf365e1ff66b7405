import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import type { Credentials } from './images.ts'
import { ensureInstalled, findRegistry } from './packages.ts'
import {
  closePartFolder,
  identify,
  isAlive,
  openPartFolder,
  type ProcessIdentity,
  readIdentity,
  takeOverAbandoned,
} from './part-folder.ts'

export interface TestRegistry {
  /** host:port, the first part of a reference. */
  readonly address: string
  /** Ends the registry; its images stay for `restart`, which brings it back on the same port. */
  pause(): Promise<void>
  restart(): Promise<void>
  /** Ends the registry and removes what it holds. */
  stop(): Promise<void>
}

export interface RegistryOptions {
  /** Asks for these credentials; open to everybody when left out. */
  readonly auth?: Credentials
}

/** Starts a real registry on a free port of 127.0.0.1, with a storage of its own that allows deletes. */
export async function startRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  ensureInstalled(['registry'])
  for (const folder of takeOverAbandoned('registry')) {
    const left = readIdentity(join(folder, 'registry.json'))
    if (left !== null) await end(left)
    closePartFolder(folder)
  }
  const folder = openPartFolder('registry')
  const address = `127.0.0.1:${await freePort()}`
  writeConfig(folder, address, options)
  let running = await launch(folder, address)
  return {
    address,
    pause: () => end(running),
    restart: async () => {
      // A second one would not get the port, and the first would be forgotten.
      if (!isAlive(running)) running = await launch(folder, address)
    },
    stop: async () => {
      await end(running)
      closePartFolder(folder)
    },
  }
}

/** A port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

function writeConfig(folder: string, address: string, options: RegistryOptions): void {
  const passwordFile = join(folder, 'htpasswd')
  if (options.auth !== undefined) writeFileSync(passwordFile, passwordLine(options.auth), { mode: 0o600 })
  // JSON is YAML, and it needs no care for quotes.
  const config = {
    version: 0.1,
    log: { level: 'warn' },
    storage: {
      filesystem: { rootdirectory: join(folder, 'storage') },
      delete: { enabled: true },
      maintenance: { uploadpurging: { enabled: false } },
    },
    http: { addr: address, secret: randomBytes(16).toString('hex') },
    ...(options.auth === undefined
      ? {}
      : { auth: { htpasswd: { realm: 'slipway-test', path: passwordFile } } }),
  }
  writeFileSync(join(folder, 'config.yml'), JSON.stringify(config), { mode: 0o600 })
}

/** A line of an htpasswd file. The registry takes bcrypt alone, which perl has from the C library. */
function passwordLine({ user, password }: Credentials): string {
  const salt = `$2y$05$${randomBytes(11).toString('hex')}`
  const hashed = spawnSync('perl', ['-e', 'chomp(my ($p, $s) = <STDIN>); print crypt($p, $s)'], {
    input: `${password}\n${salt}\n`,
    encoding: 'utf8',
  })
  if (!hashed.stdout?.startsWith('$2y$')) {
    throw new Error('A registry with a password needs perl with bcrypt, as Debian and Ubuntu have it.')
  }
  return `${user}:${hashed.stdout}\n`
}

async function launch(folder: string, address: string): Promise<ProcessIdentity> {
  const binary = findRegistry()
  if (binary === null) throw new Error('docker-registry can no longer be run here.')
  const logFile = join(folder, 'registry.log')
  const log = openSync(logFile, 'a')
  const child = spawn(binary, ['serve', join(folder, 'config.yml')], {
    stdio: ['ignore', log, log],
    detached: true,
    env: { PATH: process.env['PATH'] ?? '' },
  })
  child.unref()
  const identity = child.pid === undefined ? null : identify(child.pid)
  if (identity === null) throw new Error(`The registry did not start: ${readFileSync(logFile, 'utf8')}`)
  writeFileSync(join(folder, 'registry.json'), JSON.stringify(identity))
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline && child.exitCode === null) {
    if (await answers(address)) return identity
    await pause(20)
  }
  throw new Error(`The registry did not answer on ${address}: ${readFileSync(logFile, 'utf8')}`)
}

/** Whether a registry speaks there, with or without a password. */
async function answers(address: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const call = request(`http://${address}/v2/`, { timeout: 1_000 }, (response) => {
      response.resume()
      resolve(response.headers['docker-distribution-api-version'] !== undefined)
    })
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve(false))
    call.end()
  })
}

async function end(running: ProcessIdentity): Promise<void> {
  if (!isAlive(running)) return
  process.kill(running.pid, 'SIGTERM')
  const deadline = Date.now() + 10_000
  while (isAlive(running) && Date.now() < deadline) await pause(20)
  if (isAlive(running)) process.kill(running.pid, 'SIGKILL')
}
