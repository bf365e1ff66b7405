import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { findCommand } from './chromium.ts'
import { askEngine, callEngine, getFromEngine } from './engine-api.ts'
import { ensureInstalled, rootPrefix, runAsRoot } from './packages.ts'
import { closePartFolder, identify, isAlive, openPartFolder, takeOverAbandoned } from './part-folder.ts'

export interface TestEngine {
  /** unix://… as DOCKER_HOST takes it. */
  readonly endpoint: string
  /** The daemon's log file. */
  readonly logFile: string
  /** Ends the daemon and leaves its containers and images for the next `restart`. */
  pause(): Promise<void>
  restart(): Promise<void>
  /** Ends the daemon and removes everything that belongs to it. */
  stop(): Promise<void>
}

export interface EngineOptions {
  /** Arguments of dockerd beside ours, such as a second --host. */
  readonly more?: readonly string[]
}

/** Names of a private engine that must not meet those of another one on the same machine. */
interface EnginePlan {
  readonly folder: string
  readonly bridge: string
  readonly address: string
  readonly pool: string
}

/** Starts a Docker Engine of our own: own data, socket, bridge and address range. It touches no packet filter,
 *  so another engine's rules stay as they are; published ports on loopback go through the engine's own proxy. */
export async function startEngine({ more = [] }: EngineOptions = {}): Promise<TestEngine> {
  ensureInstalled(['engine'])
  if (rootPrefix() === null) {
    throw new Error(
      'A private Docker Engine needs root: run this as root, or let sudo work without a password.',
    )
  }
  await removeAbandonedEngines()
  const plan = planEngine(openPartFolder('engine'))
  createBridge(plan)
  let daemon = await launch(plan, more)
  return {
    endpoint: endpointOf(plan),
    logFile: join(plan.folder, 'dockerd.log'),
    pause: () => endDaemon(daemon),
    restart: async () => {
      if (identify(daemon) === null) daemon = await launch(plan, more)
    },
    stop: async () => {
      if (identify(daemon) === null) daemon = await launch(plan, more)
      await retire(plan, daemon)
    },
  }
}

/** A killed run leaves its engine running, or its containers without one; both end here. */
async function removeAbandonedEngines(): Promise<void> {
  for (const folder of takeOverAbandoned('engine')) {
    const planFile = join(folder, 'plan.json')
    const plan = existsSync(planFile) ? readPlan(planFile, folder) : null
    console.error(`Removing an engine that a killed test run left behind: ${folder}`)
    try {
      if (plan !== null) await removeAbandoned(plan)
    } catch (error) {
      // One whose data is damaged does not start again; no later run may stumble over it.
      console.error(error instanceof Error ? error.message : error)
    }
    unmountBelow(folder)
    runAsRoot(['rm', '-rf', folder])
    if (plan !== null && findBridge(plan.bridge) !== null) runAsRoot(['ip', 'link', 'delete', plan.bridge])
  }
}

async function removeAbandoned(plan: EnginePlan): Promise<void> {
  if (findBridge(plan.bridge) === null) createBridge(plan)
  await retire(plan, runningDaemon(plan) ?? (await launch(plan)))
}

/** What root is about to delete is named by the folder itself and by our own pattern, not by what a file says. */
function readPlan(file: string, folder: string): EnginePlan | null {
  const plan = JSON.parse(readFileSync(file, 'utf8')) as EnginePlan
  return /^sliptest\d{1,3}$/.test(plan.bridge) ? { ...plan, folder } : null
}

function planEngine(folder: string): EnginePlan {
  const taken = runAsRoot(['ip', '-4', '-o', 'address']) + runAsRoot(['ip', '-4', 'route'])
  // Two runs that start in the same instant should not choose alike; the bridge's creation settles what is left.
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const number = 1 + Math.floor(Math.random() * 250)
    if (!taken.includes(`10.213.${number}.`) && findBridge(`sliptest${number}`) === null) {
      const plan = {
        folder,
        bridge: `sliptest${number}`,
        address: `10.213.${number}.1/24`,
        pool: `base=10.214.${number}.0/24,size=28`,
      }
      writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan))
      return plan
    }
  }
  throw new Error('No free address range is left for a private Docker Engine below 10.213.0.0/16.')
}

function findBridge(name: string): string | null {
  return existsSync(`/sys/class/net/${name}`) ? name : null
}

function createBridge(plan: EnginePlan): void {
  // With an address of its own, as Docker gives docker0: else it takes that of a container, and whenever one comes or
  // goes the kernel forgets where all others are, and may take a second to ask again.
  const hardware = `02:42:${randomBytes(4)
    .toString('hex')
    .replaceAll(/..(?=.)/g, '$&:')}`
  runAsRoot(['ip', 'link', 'add', 'name', plan.bridge, 'address', hardware, 'type', 'bridge'])
  runAsRoot(['ip', 'address', 'add', plan.address, 'dev', plan.bridge])
  runAsRoot(['ip', 'link', 'set', plan.bridge, 'up'])
}

function endpointOf(plan: EnginePlan): string {
  return `unix://${join(plan.folder, 'docker.sock')}`
}

/** Resolves to the daemon's process id once it answers. */
async function launch(plan: EnginePlan, more: readonly string[] = []): Promise<number> {
  const dockerd = findCommand(['dockerd'])
  const prefix = rootPrefix()
  if (dockerd === null || prefix === null) throw new Error('dockerd can no longer be run here.')
  const inFolder = (name: string) => join(plan.folder, name)
  // An empty file keeps the machine's own /etc/docker/daemon.json out.
  if (!existsSync(inFolder('daemon.json'))) writeFileSync(inFolder('daemon.json'), '{}')
  mkdirSync(inFolder('tmp'), { recursive: true })
  const [file = '', ...argv] = [
    ...prefix,
    'env',
    `TMPDIR=${inFolder('tmp')}`,
    dockerd,
    `--config-file=${inFolder('daemon.json')}`,
    `--data-root=${inFolder('data')}`,
    `--exec-root=${inFolder('exec')}`,
    `--pidfile=${inFolder('dockerd.pid')}`,
    `--host=${endpointOf(plan)}`,
    `--group=${process.getgid?.() ?? 0}`,
    `--bridge=${plan.bridge}`,
    `--default-address-pool=${plan.pool}`,
    // A containerd of the system is shared by name: containers of two engines must not meet in it.
    `--containerd-namespace=${plan.bridge}`,
    `--containerd-plugins-namespace=${plan.bridge}-plugins`,
    '--iptables=false',
    '--ip6tables=false',
    '--ip-forward=false',
    '--ip-masq=false',
    '--shutdown-timeout=2',
    '--log-level=warn',
    ...more,
  ]
  const log = openSync(inFolder('dockerd.log'), 'a')
  // In a group of its own, so that Ctrl-C in a terminal reaches the run, and the run takes the engine down in order.
  const child = spawn(file, argv, { stdio: ['ignore', log, log], detached: true })
  child.unref()
  await untilReady(plan, () => child.exitCode !== null || child.signalCode !== null)
  const daemon = runningDaemon(plan)
  if (daemon === null) throw new Error(`The private Docker Engine has no pidfile: ${logTail(plan)}`)
  return daemon
}

async function untilReady(plan: EnginePlan, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline && !hasEnded()) {
    const answer = await callEngine(endpointOf(plan), 'GET', '/_ping').catch(() => null)
    if (answer?.status === 200) return
    await pause(50)
  }
  throw new Error(`The private Docker Engine did not start: ${logTail(plan)}`)
}

function logTail(plan: EnginePlan): string {
  const file = join(plan.folder, 'dockerd.log')
  return `${file} ends with\n${readFileSync(file, 'utf8').split('\n').slice(-15).join('\n')}`
}

/** The daemon of the pidfile, when it still runs and is the one that was started on this folder. */
function runningDaemon(plan: EnginePlan): number | null {
  try {
    const pid = Number(readFileSync(join(plan.folder, 'dockerd.pid'), 'utf8'))
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return commandLine.includes(plan.folder) ? pid : null
  } catch {
    return null
  }
}

async function endDaemon(pid: number): Promise<void> {
  const identity = identify(pid)
  if (identity === null) return
  runAsRoot(['kill', '-TERM', String(pid)])
  const deadline = Date.now() + 30_000
  while (isAlive(identity) && Date.now() < deadline) await pause(20)
  if (isAlive(identity)) runAsRoot(['kill', '-KILL', String(pid)])
}

async function retire(plan: EnginePlan, daemon: number): Promise<void> {
  await removeContainersAndNetworks(endpointOf(plan))
  await endDaemon(daemon)
  if (findBridge(plan.bridge) !== null) runAsRoot(['ip', 'link', 'delete', plan.bridge])
  unmountBelow(plan.folder)
  runAsRoot(['rm', '-rf', join(plan.folder, 'data'), join(plan.folder, 'exec'), join(plan.folder, 'tmp')])
  closePartFolder(plan.folder)
}

/** A daemon mounts its data folder upon itself, and one that was killed leaves that, and its containers' mounts, behind. */
function unmountBelow(folder: string): void {
  const places = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((place) => place.startsWith(`${folder}/`))
  // The innermost were mounted last.
  for (const place of places.reverse()) runAsRoot(['umount', place])
}

async function removeContainersAndNetworks(endpoint: string): Promise<void> {
  const containers = await getFromEngine<{ Id: string }[]>(endpoint, '/containers/json?all=true')
  await Promise.all(
    // A container that removes itself may be gone by now, so the answer is not looked at.
    containers.map(({ Id }) => callEngine(endpoint, 'DELETE', `/containers/${Id}?force=true&v=true`)),
  )
  await askEngine(endpoint, 'POST', '/networks/prune')
}
