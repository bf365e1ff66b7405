// Samples real containers 200 times while others come and go, and tells whether the process holds on to more afterwards:
//   npm run soak -- [--rounds N] [--interval MS]
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { IndexedContainer } from '../src/main/containers/index-store.ts'
import { connectEngine, type DockerEngine } from '../src/main/docker/docker-engine.ts'
import type { HostFiles } from '../src/main/hosts/host-files.ts'
import { LocalFiles } from '../src/main/hosts/local-files.ts'
import { Sampler } from '../src/main/stats/sampler.ts'
import { heldResources, type Resources } from '../src/main/stats/testing/resources.ts'
import { askEngine } from './test-parts/engine-api.ts'
import { baseImage, testEngine } from './test-parts/images.ts'

const containersAtOnce = 8
/** In rounds: how often one container goes and another comes. */
const turnEvery = 5
const warmUpRounds = 20
/** What the process may hold on to more than before: code that was compiled meanwhile, and connections of a larger burst. */
const most = { heapBytes: 3 * 1_048_576, descriptors: 2 * containersAtOnce }

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '200' }, interval: { type: 'string', default: '1500' } },
})
const rounds = Number(values.rounds)
const intervalMs = Number(values.interval)
const endpoint = testEngine()
const address = { kind: 'socket', path: endpoint.replace(/^unix:\/\//, '') } as const
const credentials = { credentialsFor: () => Promise.resolve(null) }
const engine = await connectEngine(address, credentials, { timeoutMs: 10_000, eventLabel: 'soak' })
const ids: string[] = []
try {
  while (ids.length < containersAtOnce) await turn()
  await soak('by the API', null)
  await soak('by cgroup files', new LocalFiles())
} finally {
  engine.close()
  await Promise.all(ids.map(remove))
}

async function soak(name: string, files: HostFiles | null): Promise<void> {
  const counted = { rounds: 0, samples: 0, errors: 0 }
  const sampler = startSampler(engine, files, counted)
  await run(counted, warmUpRounds)
  const before = await heldResources()
  await run(counted, warmUpRounds + rounds)
  const after = await heldResources()
  const way = sampler.way('soak')
  await sampler.stop()
  report(`${name} (${way})`, counted, before, after)
}

function startSampler(
  connected: DockerEngine,
  files: HostFiles | null,
  counted: { rounds: number; samples: number; errors: number },
): Sampler {
  const sampler = new Sampler({
    index: { everyCurrent: () => ids.map(asIndexed) },
    hosts: { engine: () => connected, files: () => files },
    intervalMs: () => intervalMs,
    canStretch: () => false,
    isWatched: () => true,
    record: ({ samples }) => {
      counted.rounds += 1
      counted.samples += samples.length
    },
    onWay: () => undefined,
    log: {
      info: (fields, message) => console.log(`  ${message}`, fields),
      error: (fields, message) => {
        counted.errors += 1
        console.error(`  ${message}`, fields)
      },
    },
  })
  sampler.start()
  return sampler
}

/** Until there have been so many rounds; every few of them another container takes the place of the oldest. */
async function run(counted: { readonly rounds: number }, until: number): Promise<void> {
  let turnedAt = counted.rounds
  while (counted.rounds < until) {
    await pause(100)
    if (counted.rounds - turnedAt < turnEvery) continue
    turnedAt = counted.rounds
    await turn()
    const oldest = ids.shift()
    if (oldest !== undefined) await remove(oldest)
  }
}

async function turn(): Promise<void> {
  const body = { Image: baseImage, Cmd: ['sleep', '86400'] }
  const { Id } = JSON.parse(await askEngine(endpoint, 'POST', '/containers/create', body)) as { Id: string }
  await askEngine(endpoint, 'POST', `/containers/${Id}/start`)
  ids.push(Id)
}

async function remove(id: string): Promise<void> {
  await askEngine(endpoint, 'DELETE', `/containers/${id}?force=true`)
}

function asIndexed(id: string): IndexedContainer {
  const rest = { deployId: 'd', service: 'web', role: 'current', shouldRun: false, configHash: '' } as const
  return { id, workloadId: `w-${id}`, hostId: 'soak', createdAt: 0, ...rest }
}

function report(
  name: string,
  counted: { readonly rounds: number; readonly samples: number; readonly errors: number },
  before: Resources,
  after: Resources,
): void {
  const heapBytes = after.heapBytes - before.heapBytes
  const descriptors = after.descriptors - before.descriptors
  const isSteady = heapBytes <= most.heapBytes && descriptors <= most.descriptors && counted.errors === 0
  if (!isSteady) process.exitCode = 1
  console.log(
    `${isSteady ? '✓' : '✗'} ${name}: ${counted.rounds} rounds, ${counted.samples} samples, ` +
      `heap ${mebibytes(before.heapBytes)} → ${mebibytes(after.heapBytes)} MiB, ` +
      `descriptors ${before.descriptors} → ${after.descriptors}, ${counted.errors} errors`,
  )
}

function mebibytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1)
}
