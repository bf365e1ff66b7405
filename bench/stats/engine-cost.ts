import { spawn } from 'node:child_process'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { askEngine } from '../../scripts/test-parts/engine-api.ts'
import { baseImage } from '../../scripts/test-parts/images.ts'
import { connectEngine, type DockerEngine } from '../../src/main/docker/docker-engine.ts'
import { LocalFiles } from '../../src/main/hosts/local-files.ts'
import { type ContainerFacts, FactsCache } from '../../src/main/stats/facts.ts'
import { ApiWay } from '../../src/main/stats/ways/api.ts'
import { CgroupWay } from '../../src/main/stats/ways/cgroup.ts'
import type { StatsWay } from '../../src/main/stats/ways/way.ts'
import { cpuTimeMs, engineProcesses } from './engine-processes.ts'

/** What it costs to know what containers use for as long as from one round of Slipway's to the next. */
export interface Cost {
  /** CPU time of the engine's processes, over what they use when nobody asks, in milliseconds. */
  readonly engineMs: number
  /** CPU time of whoever asks. */
  readonly ownMs: number
}

export interface CostsOfCount {
  readonly containers: number
  readonly dockerStats: Cost[]
  readonly api: Cost[]
  readonly cgroup: Cost[]
  /** How long a round takes. */
  readonly apiRoundMs: number[]
  readonly cgroupRoundMs: number[]
}

/** Slipway's interval unless the settings say otherwise; `docker stats` asks every second whoever looks. */
export const intervalMs = 15_000

const windows = { idleMs: 8_000, warmUpMs: 4_000, dockerStatsMs: 12_000 } as const
/** Far enough apart that the engine is at rest in between, as it is when they are 15 s apart. */
const apiRounds = { count: 5, everyMs: 3_000 } as const
/** Close together: one alone costs less than can be seen in the engine's CPU time. */
const cgroupRounds = { count: 100, everyMs: 80 } as const
const never = new AbortController().signal

/** Containers that sleep; the counts grow, so that each is started once. */
export async function measureEngineCost(
  endpoint: string,
  counts: readonly number[],
  repeats: number,
): Promise<CostsOfCount[]> {
  const address = { kind: 'socket', path: endpoint.replace(/^unix:\/\//, '') } as const
  const engine = await connectEngine(
    address,
    { credentialsFor: () => Promise.resolve(null) },
    { timeoutMs: 10_000, eventLabel: 'bench' },
  )
  const ids: string[] = []
  try {
    const results: CostsOfCount[] = []
    for (const count of counts) {
      await startContainers(endpoint, ids, count)
      results.push(await measureCount(endpoint, engine, ids, repeats))
    }
    return results
  } finally {
    await Promise.all(ids.map((id) => askEngine(endpoint, 'DELETE', `/containers/${id}?force=true`)))
    engine.close()
  }
}

/** Four at a time: the engine starts them no faster. */
async function startContainers(endpoint: string, ids: string[], count: number): Promise<void> {
  const body = { Image: baseImage, Cmd: ['sleep', '86400'] }
  const startOne = async () => {
    const { Id } = JSON.parse(await askEngine(endpoint, 'POST', '/containers/create', body)) as { Id: string }
    ids.push(Id)
    await askEngine(endpoint, 'POST', `/containers/${Id}/start`)
  }
  while (ids.length < count) {
    await Promise.all(Array.from({ length: Math.min(4, count - ids.length) }, startOne))
  }
}

async function measureCount(
  endpoint: string,
  engine: DockerEngine,
  ids: readonly string[],
  repeats: number,
): Promise<CostsOfCount> {
  const { running } = await new FactsCache().of(ids, engine, 0, never)
  const pids = engineProcesses(endpoint)
  const ways = { api: new ApiWay(engine), cgroup: new CgroupWay(new LocalFiles()) }
  // Connections are made, and places found, once in the life of a host.
  for (const way of [ways.api, ways.cgroup]) await readAll(way, running)
  const costs: CostsOfCount = {
    containers: ids.length,
    dockerStats: [],
    api: [],
    cgroup: [],
    apiRoundMs: [],
    cgroupRoundMs: [],
  }
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    await pause(windows.warmUpMs)
    const idle = await idleShare(pids)
    const api = await measureRounds(ways.api, running, pids, apiRounds)
    const dockerStats = await measureDockerStats(endpoint, pids)
    await pause(windows.warmUpMs)
    const cgroup = await measureRounds(ways.cgroup, running, pids, cgroupRounds)
    // Before and after, since other work on the machine changes what rest is.
    const rest = (idle + (await idleShare(pids))) / 2
    costs.dockerStats.push(overRest(dockerStats, rest, dockerStats.elapsedMs / intervalMs))
    costs.api.push(overRest(api, rest, apiRounds.count))
    costs.cgroup.push(overRest(cgroup, rest, cgroupRounds.count))
    costs.apiRoundMs.push(...api.roundMs)
    costs.cgroupRoundMs.push(...cgroup.roundMs)
  }
  return costs
}

interface Spent {
  readonly engineMs: number
  readonly ownMs: number
  readonly elapsedMs: number
}

function overRest({ engineMs, ownMs, elapsedMs }: Spent, rest: number, intervals: number): Cost {
  return { engineMs: (engineMs - rest * elapsedMs) / intervals, ownMs: ownMs / intervals }
}

/** The share of a core that the engine uses when nobody asks it for anything. */
async function idleShare(pids: readonly number[]): Promise<number> {
  const [startedAt, before] = [performance.now(), cpuTimeMs(pids)]
  await pause(windows.idleMs)
  return (cpuTimeMs(pids) - before) / (performance.now() - startedAt)
}

async function measureRounds(
  way: StatsWay,
  running: readonly ContainerFacts[],
  pids: readonly number[],
  { count, everyMs }: { readonly count: number; readonly everyMs: number },
): Promise<Spent & { readonly roundMs: number[] }> {
  const [startedAt, before, own] = [performance.now(), cpuTimeMs(pids), process.cpuUsage()]
  const roundMs: number[] = []
  for (let round = 0; round < count; round += 1) {
    const roundStartedAt = performance.now()
    await readAll(way, running)
    roundMs.push(performance.now() - roundStartedAt)
    await pause(Math.max(0, everyMs - (performance.now() - roundStartedAt)))
  }
  const { user, system } = process.cpuUsage(own)
  return {
    engineMs: cpuTimeMs(pids) - before,
    ownMs: (user + system) / 1_000,
    elapsedMs: performance.now() - startedAt,
    roundMs,
  }
}

async function readAll(way: StatsWay, running: readonly ContainerFacts[]): Promise<void> {
  const { readings, failed } = await way.read(running, never)
  if (readings.size < running.length) {
    throw new Error(`${failed.size} of ${running.length} containers were not read.`)
  }
}

async function measureDockerStats(endpoint: string, pids: readonly number[]): Promise<Spent> {
  const child = spawn('docker', ['stats'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DOCKER_HOST: endpoint },
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const own = child.pid === undefined ? [] : [child.pid]
  await pause(windows.warmUpMs)
  const [startedAt, before, ownBefore] = [performance.now(), cpuTimeMs(pids), cpuTimeMs(own)]
  await pause(windows.dockerStatsMs)
  const spent = {
    engineMs: cpuTimeMs(pids) - before,
    ownMs: cpuTimeMs(own) - ownBefore,
    elapsedMs: performance.now() - startedAt,
  }
  child.kill()
  await ended
  return spent
}
