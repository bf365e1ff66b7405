import { spawn } from 'node:child_process'
import { existsSync, openSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { homedir, userInfo } from 'node:os'
import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { type EngineAddress, findEndpoints } from '../src/main/docker/endpoint.ts'
import { findCommand } from './test-parts/chromium.ts'
import { installPackages, isDebian, rootPrefix, runAsRoot } from './test-parts/packages.ts'

const engineSocket = '/var/run/docker.sock'

/** What can be done about a missing engine: `elsewhere`: the user named a place for it, so it is for them to start it. */
export type Remedy = 'none_needed' | 'start' | 'install' | 'elsewhere' | 'by_hand'

/** What a search found, gathered before anything is decided. */
export interface Findings {
  /** The best answer of all the places that were looked at. */
  readonly answer: 'answered' | 'denied' | 'silent'
  readonly hasNamedPlace: boolean
  readonly hasDockerd: boolean
  readonly isDebian: boolean
}

export function chooseRemedy(findings: Findings): Remedy {
  if (findings.answer !== 'silent') return 'none_needed'
  if (findings.hasNamedPlace) return 'elsewhere'
  if (findings.hasDockerd) return 'start'
  return findings.isDebian ? 'install' : 'by_hand'
}

/** Sees to it that a Docker Engine runs, as far as the user allows it. Never throws: Slipway starts without an engine too. */
export async function offerEngine(options: { readonly yes: boolean }): Promise<void> {
  const remedy = chooseRemedy(await search())
  if (remedy === 'none_needed' || remedy === 'elsewhere') return
  if (remedy === 'by_hand') {
    console.error('No Docker Engine was found; install one: https://docs.docker.com/engine/install/')
    return
  }
  const commandLine = 'npm start -- --yes'
  if (rootPrefix() === null) {
    console.error(`No Docker Engine was found. This brings one: ${byHand(remedy)}`)
  } else if (options.yes || (await isAgreed(remedy))) {
    await bringEngine(remedy)
  } else {
    console.error(`No Docker Engine was found. This brings one: ${commandLine}`)
  }
}

function byHand(remedy: 'start' | 'install'): string {
  const start = existsSync('/run/systemd/system') ? 'systemctl start docker' : 'service docker start'
  return remedy === 'start' ? `sudo ${start}` : `sudo apt-get install docker.io && sudo ${start}`
}

async function search(): Promise<Findings> {
  const candidates = findEndpoints({
    env: process.env,
    home: homedir(),
    platform: process.platform,
    readText: readIfThere,
  })
  const answers = await Promise.all(
    candidates.map(({ address }) => (address === null ? 'silent' : knock(address))),
  )
  return {
    answer:
      answers.find((answer) => answer === 'answered') ??
      answers.find((answer) => answer === 'denied') ??
      'silent',
    hasNamedPlace: candidates.some(({ origin }) => origin !== 'socket'),
    hasDockerd: findCommand(['dockerd']) !== null && process.platform === 'linux',
    isDebian: isDebian(),
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

async function knock(address: EngineAddress): Promise<Findings['answer']> {
  // Of an engine behind TLS it is enough to know that somebody remote has set it up.
  if (address.kind === 'tls' || address.kind === 'stream') return 'answered'
  const target =
    address.kind === 'socket' ? { socketPath: address.path } : { host: address.host, port: address.port }
  return await new Promise((resolve) => {
    const call = request({ ...target, path: '/_ping', timeout: 2_000 }, (response) => {
      response.resume()
      resolve('answered')
    })
    call.on('timeout', () => call.destroy())
    call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EACCES' ? 'denied' : 'silent'))
    call.end()
  })
}

async function isAgreed(remedy: 'start' | 'install'): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false
  const question =
    remedy === 'install'
      ? "No Docker Engine was found. Install and start the distribution's own (docker.io)? [y/N] "
      : 'Docker Engine is installed, but it does not run. Start it? [y/N] '
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim())
  } finally {
    terminal.close()
  }
}

async function bringEngine(remedy: 'start' | 'install'): Promise<void> {
  try {
    if (remedy === 'install') {
      console.error("Installing Docker Engine from the distribution's packages …")
      installPackages(['docker.io'], { startServices: true })
    }
    if ((await knock({ kind: 'socket', path: engineSocket })) === 'silent') await startEngine()
    explainPermission(await knock({ kind: 'socket', path: engineSocket }))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
}

/** As the machine starts its services; a container has none, so there the daemon itself. */
async function startEngine(): Promise<void> {
  console.error('Starting Docker Engine …')
  for (const start of waysToStart()) {
    try {
      start()
      if (await isUpWithin(30_000)) return
    } catch {
      // The next way may work: a container can have the script of a service and no right to run it.
    }
  }
  throw new Error(
    'Docker Engine was started, but it does not answer: see /var/log/docker.log or journalctl -u docker.',
  )
}

function waysToStart(): (() => void)[] {
  if (existsSync('/run/systemd/system')) return [() => runAsRoot(['systemctl', 'start', 'docker'])]
  const service = () => runAsRoot(['service', 'docker', 'start'])
  return existsSync('/etc/init.d/docker') ? [service, startDaemon] : [startDaemon]
}

function startDaemon(): void {
  const [file = '', ...argv] = [...(rootPrefix() ?? []), findCommand(['dockerd']) ?? 'dockerd']
  const log = process.getuid?.() === 0 ? openSync('/var/log/docker.log', 'a') : 'ignore'
  spawn(file, argv, { detached: true, stdio: ['ignore', log, log] }).unref()
}

async function isUpWithin(limitMs: number): Promise<boolean> {
  const deadline = Date.now() + limitMs
  while (Date.now() < deadline) {
    if ((await knock({ kind: 'socket', path: engineSocket })) !== 'silent') return true
    await pause(200)
  }
  return false
}

function explainPermission(answer: Findings['answer']): void {
  if (answer === 'answered') console.error('Docker Engine is running.')
  if (answer === 'denied') {
    const { username } = userInfo()
    console.error(
      `Docker Engine is running, but ${username} may not use it yet: sudo usermod -aG docker ${username}, then sign in anew.`,
    )
  }
}
