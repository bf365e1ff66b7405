import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import type { IndexedContainer } from '../containers/index-store.ts'
import { connectEngine } from '../docker/docker-engine.ts'
import { answerJson, type FakeRoutes, startFakeEngine } from '../docker/fake-engine.ts'
import type { HostFiles } from '../hosts/host-files.ts'
import { LocalFiles } from '../hosts/local-files.ts'
import { Sampler } from './sampler.ts'
import { unifiedFolder, unifiedMounts } from './testing/cgroup-trees.ts'
import { ManualClock } from './testing/manual-clock.ts'
import { heldResources } from './testing/resources.ts'

const warmUpRounds = 200
const rounds = 2_000
/** As many as there are at once, of three times as many that take turns. */
const atOnce = 2
/** Both hosts may ask for all of theirs at once, and either end of a connection is in this process. */
const mostConnections = 2 * atOnce
const open: { stop(): unknown }[] = []

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.stop()
})

it('2,000 rounds with containers that come and go leave memory and descriptors where they were', async () => {
  const clock = new ManualClock()
  const stage = new Containers(clock)
  const fake = await startFakeEngine(stage.routes())
  const engine = await connectEngine(
    { kind: 'socket', path: fake.socketPath },
    { credentialsFor: () => Promise.resolve(null) },
    { timeoutMs: 5_000, eventLabel: 'x' },
  )
  const files = stage.files()
  const recorded = new Recorded()
  const sampler = new Sampler({
    index: { everyCurrent: () => stage.current() },
    hosts: { engine: () => engine, files: (hostId) => (hostId === 'by-files' ? files : null) },
    intervalMs: () => 15_000,
    canStretch: () => false,
    isWatched: () => true,
    record: (round) => recorded.add(round.samples.length),
    onWay: () => undefined,
    log: { info: () => undefined, error: (fields) => recorded.errors.push(fields) },
    clock,
  })
  open.push(fake, { stop: () => engine.close() }, sampler)
  const runRounds = async (count: number) => {
    for (let round = 0; round < count; round += 1) {
      stage.turn()
      await clock.advance(15_000)
      await recorded.both()
    }
  }

  sampler.start()
  await runRounds(warmUpRounds)
  const before = await heldResources()
  await runRounds(rounds)
  const after = await heldResources()

  expect(recorded.errors).toEqual([])
  expect(recorded.samples).toBeGreaterThan(rounds * atOnce)
  expect([sampler.way('by-api'), sampler.way('by-files')]).toEqual(['api', 'cgroup'])
  expect(after.heapBytes - before.heapBytes).toBeLessThan(1_048_576)
  expect(after.descriptors - before.descriptors).toBeLessThanOrEqual(mostConnections * 2)
}, 60_000)

/** Waits for the rounds of both hosts. */
class Recorded {
  readonly errors: unknown[] = []
  samples = 0
  #pending = 0
  #wake: () => void = () => undefined

  add(samples: number): void {
    this.samples += samples
    this.#pending += 1
    this.#wake()
  }

  async both(): Promise<void> {
    while (this.#pending < 2) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    this.#pending -= 2
  }
}

/** Containers that an engine over HTTP and files in a folder tell of alike. */
class Containers {
  readonly #clock: ManualClock
  readonly #ids = Array.from({ length: 3 * atOnce }, (_, number) => `container-${number}`)
  readonly #folder = mkdtempSync(join(tmpdir(), 'slipway-soak-'))
  #turns = 0

  constructor(clock: ManualClock) {
    this.#clock = clock
    open.push({ stop: () => rmSync(this.#folder, { recursive: true }) })
    this.#write('/proc/self/mountinfo', unifiedMounts)
    for (const [at, id] of this.#ids.entries()) {
      this.#write(`/proc/${at + 100}/cgroup`, `0::/docker/${id}\n`)
      const tree = unifiedFolder(`/sys/fs/cgroup/docker/${id}`, { memory: 5_000_000, inactiveFile: 0 })
      for (const [path, text] of Object.entries(tree)) this.#write(path, text)
    }
  }

  /** Every tenth round a container goes and another comes, on each host. */
  turn(): void {
    this.#turns += 1
    this.#write('/proc/uptime', `${(this.#clock.nowMs() / 1_000).toFixed(2)} 0.00\n`)
  }

  current(): IndexedContainer[] {
    const first = Math.floor(this.#turns / 10)
    return ['by-api', 'by-files'].flatMap((hostId) =>
      Array.from({ length: atOnce }, (_, at) => ({
        id: this.#ids[(first + at) % this.#ids.length] ?? '',
        workloadId: `w-${at}`,
        hostId,
        deployId: 'd',
        service: 'web',
        role: 'current' as const,
        shouldRun: false,
        configHash: '',
        createdAt: 0,
      })),
    )
  }

  routes(): FakeRoutes {
    return Object.fromEntries(
      this.#ids.flatMap((id, at) => [
        [
          `GET /containers/${id}/json`,
          answerJson({ Id: id, Name: `/${id}`, State: { Status: 'running', Pid: at + 100 } }),
        ],
        [`GET /containers/${id}/stats`, (request, response) => answerJson(this.#stats())(request, response)],
      ]),
    )
  }

  /** The folder as if it were the root of a machine. */
  files(): HostFiles {
    const local = new LocalFiles()
    return {
      readAll: (paths, signal) =>
        local.readAll(
          paths.map((path) => this.#folder + path),
          signal,
        ),
    }
  }

  #stats(): object {
    const read = new Date(Date.UTC(2026, 0, 1) + this.#clock.nowMs()).toISOString()
    return {
      read,
      cpu_stats: {
        cpu_usage: { total_usage: 999_478_000 },
        system_cpu_usage: (this.#clock.nowMs() + 1) * 4e6,
        online_cpus: 4,
      },
      memory_stats: { usage: 5_000_000, stats: { inactive_file: 0 } },
    }
  }

  #write(path: string, text: string): void {
    const file = join(this.#folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}
