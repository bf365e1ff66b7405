import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { askEngine, getFromEngine } from '../../../scripts/test-parts/engine-api.ts'
import { baseImage, testEngine } from '../../../scripts/test-parts/images.ts'
import type { StatsWay } from '../../contract/stats.ts'
import type { IndexedContainer } from '../containers/index-store.ts'
import { connectEngine, type DockerEngine } from '../docker/docker-engine.ts'
import { LocalFiles } from '../hosts/local-files.ts'
import { cpuPercentOfTime } from './cpu.ts'
import { FactsCache } from './facts.ts'
import type { Reading } from './reading.ts'
import type { HostRound, Sample } from './round.ts'
import { Sampler } from './sampler.ts'
import { ApiWay } from './ways/api.ts'
import { CgroupWay } from './ways/cgroup.ts'

const never = new AbortController().signal
const mib = 1_048_576
const intervalMs = 1_500

let engine: DockerEngine
const created: string[] = []
const watches: Watch[] = []

/** Runs a command in a container, and resolves to its id. */
async function run(command: string, hostConfig: object = {}): Promise<string> {
  const body = { Image: baseImage, Cmd: ['sh', '-c', command], HostConfig: hostConfig }
  const { Id } = JSON.parse(await askEngine(testEngine(), 'POST', '/containers/create', body)) as {
    Id: string
  }
  created.push(Id)
  await askEngine(testEngine(), 'POST', `/containers/${Id}/start`)
  return Id
}

async function remove(id: string): Promise<void> {
  await askEngine(testEngine(), 'DELETE', `/containers/${id}?force=true`).catch(() => undefined)
}

const spinning = 'while :; do :; done'

/** Held to 0.30 CPU, and as far as the engine allows it before all others on the machine: what else runs there must not keep
 *  the container from what it may use. */
async function heldBusy(): Promise<object> {
  const { CgroupDriver } = await getFromEngine<{ CgroupDriver: string }>(testEngine(), '/info')
  const first = CgroupDriver === 'cgroupfs' ? { CgroupParent: '/', CpuShares: 262_144 } : {}
  return { NanoCpus: 300_000_000, ...first }
}

/** dd fills a buffer of 64 MiB, and then waits for somebody to read it. */
const allocating = 'busybox dd if=/dev/zero bs=64M count=1 2>/dev/null | sleep 600'

beforeAll(async () => {
  const address = { kind: 'socket', path: testEngine().replace(/^unix:\/\//, '') } as const
  const credentials = { credentialsFor: () => Promise.resolve(null) }
  engine = await connectEngine(address, credentials, { timeoutMs: 10_000, eventLabel: 'x' })
})
afterAll(() => engine.close())

/** A sampler at work, and what it has recorded. */
class Watch {
  readonly #rounds: HostRound[] = []
  readonly #sampler: Sampler
  indexed: readonly string[]

  constructor(indexed: readonly string[], files: LocalFiles | null) {
    this.indexed = indexed
    this.#sampler = new Sampler({
      index: { everyCurrent: () => this.indexed.map(asIndexed) },
      hosts: { engine: () => engine, files: () => files },
      intervalMs: () => intervalMs,
      canStretch: () => false,
      isWatched: () => true,
      record: (round) => this.#rounds.push(round),
      onWay: () => undefined,
      log: { info: () => undefined, error: () => undefined },
    })
    this.#sampler.start()
    watches.push(this)
  }

  get way(): StatsWay | null {
    return this.#sampler.way('x')
  }

  samplesOf(id: string): Sample[] {
    return this.#rounds.flatMap(({ samples }) => samples.filter(({ containerId }) => containerId === id))
  }

  /** What it was told of the container's CPU so far, without gaps. */
  cpuOf(id: string): number[] {
    return this.samplesOf(id).flatMap(({ cpuPercent }) => cpuPercent ?? [])
  }

  startOver(): void {
    this.#rounds.length = 0
  }

  async stop(): Promise<void> {
    await this.#sampler.stop()
  }
}

describe('a sampler on a real engine', () => {
  const until = (condition: () => boolean) =>
    expect.poll(condition, { timeout: 40_000, interval: 50 }).toBe(true)

  afterEach(async () => {
    await Promise.all(watches.splice(0).map((watch) => watch.stop()))
    await Promise.all(created.splice(0).map(remove))
  })

  it('reads 30 % of a container held to 0.30 CPU, and 64 MiB of one that allocates them, by either way', async () => {
    const busy = await run(spinning, await heldBusy())
    const large = await run(allocating, { Memory: 128 * mib })
    const byApi = new Watch([busy, large], null)
    const byFiles = new Watch([busy, large], new LocalFiles())
    await until(() => byFiles.way === 'cgroup')
    byFiles.startOver()
    await until(() => [byApi, byFiles].every((watch) => watch.cpuOf(busy).length >= 3))

    expect([byApi.way, byFiles.way]).toEqual(['api', 'cgroup'])
    for (const watch of [byApi, byFiles]) {
      expect(Math.abs(average(watch.cpuOf(busy)) - 30)).toBeLessThanOrEqual(3)
      const sample = watch.samplesOf(large).at(-1)
      expect(Math.abs((sample?.memoryBytes ?? 0) / (64 * mib) - 1)).toBeLessThanOrEqual(0.05)
      expect(sample).toMatchObject({ memoryLimitBytes: 128 * mib, cpuLimitPercent: null })
      expect(watch.samplesOf(busy).at(-1)).toMatchObject({ memoryLimitBytes: null, cpuLimitPercent: 30 })
    }
  })

  it('follows containers that stop, go, and are replaced, by files as by the engine', async () => {
    const [stopping, going, staying] = [
      await run('sleep 600'),
      await run('sleep 600'),
      await run('sleep 600'),
    ]
    const watch = new Watch([stopping, going, staying], new LocalFiles())
    await until(() => watch.way === 'cgroup')
    await askEngine(testEngine(), 'POST', `/containers/${stopping}/kill`)
    await remove(going)
    const replacement = await run('sleep 600')
    watch.indexed = [stopping, replacement, staying]
    const seen = watch.samplesOf(stopping).length
    await until(() => watch.cpuOf(replacement).length >= 1)

    expect(watch.way).toBe('cgroup')
    // One round may have been under way.
    expect(watch.samplesOf(stopping).length - seen).toBeLessThanOrEqual(1)
    const gaps = watch.samplesOf(staying).filter(({ cpuPercent }) => cpuPercent === null)
    expect(gaps.length).toBe(1)
  })
})

describe('both ways', () => {
  afterEach(async () => {
    await Promise.all(created.splice(0).map(remove))
  })

  it('read the same of the same containers', async () => {
    const busy = await run(spinning, await heldBusy())
    const large = await run(allocating)
    const quiet = await run('sleep 600')
    const { running } = await new FactsCache().of([busy, large, quiet], engine, 0, never)
    const ways = { api: new ApiWay(engine), cgroup: new CgroupWay(new LocalFiles()) }
    const readBoth = async () => {
      const api = await ways.api.read(running, never)
      const cgroup = await ways.cgroup.read(running, never)
      return { api: api.readings, cgroup: cgroup.readings }
    }

    const before = await readBoth()
    await readBoth()
    const after = await readBoth()

    for (const { id } of running) {
      const [api, cgroup] = [cpuOver(before.api, after.api, id), cpuOver(before.cgroup, after.cgroup, id)]
      expect(Math.abs(api - cgroup)).toBeLessThanOrEqual(2)
      const [ofApi, ofFiles] = [after.api.get(id)?.memoryBytes ?? 0, after.cgroup.get(id)?.memoryBytes ?? 0]
      expect(ofApi).toBeGreaterThan(0)
      expect(Math.abs(ofApi - ofFiles)).toBeLessThanOrEqual(ofApi * 0.01)
    }
  })
})

function asIndexed(id: string): IndexedContainer {
  const rest = { deployId: 'd', service: 'web', role: 'current', shouldRun: false, configHash: '' } as const
  return { id, workloadId: `w-${id}`, hostId: 'x', createdAt: 0, ...rest }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function cpuOver(
  before: ReadonlyMap<string, Reading>,
  after: ReadonlyMap<string, Reading>,
  id: string,
): number {
  const reading = after.get(id)
  const percent = reading === undefined ? null : cpuPercentOfTime(before.get(id) ?? null, reading)
  if (percent === null) throw new Error(`${id} was not read.`)
  return percent
}
