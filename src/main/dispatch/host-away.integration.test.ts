import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  publishedPort,
  read,
  startTestApplication,
  type TestApplication,
} from '../../../scripts/test-parts/application.ts'
import { startEngine, type TestEngine } from '../../../scripts/test-parts/engine.ts'
import { getFromEngine } from '../../../scripts/test-parts/engine-api.ts'
import { startEngineProxy } from '../../../scripts/test-parts/engine-proxy.ts'
import { buildWebImage } from '../../../scripts/test-parts/images.ts'

const one = 'slipway-test/away:1'
const two = 'slipway-test/away:2'

let engine: TestEngine
let app: TestApplication

/** Resolves when the window would show the host in this state. */
async function hostBecomes(state: 'online' | 'offline'): Promise<void> {
  await expect.poll(() => app.services.hosts.get(app.hostId).state, { timeout: 10_000 }).toBe(state)
}

/** How many images are kept for the workload. */
async function holdersOf(workloadId: string): Promise<number> {
  const label = [`dev.slipway.workload=${workloadId}`, 'dev.slipway.role=holder']
  const filters = encodeURIComponent(JSON.stringify({ label }))
  const found = await getFromEngine<unknown[]>(engine.endpoint, `/containers/json?all=1&filters=${filters}`)
  return found.length
}

beforeAll(async () => {
  engine = await startEngine()
  await buildWebImage({ reference: one, body: 'version one' }, { engine: engine.endpoint })
  await buildWebImage({ reference: two, body: 'version two' }, { engine: engine.endpoint })
})
afterAll(async () => engine.stop())
beforeEach(async () => {
  app = await startTestApplication({ engine: engine.endpoint })
})
afterEach(async () => {
  for (const { id } of await app.services.workloads.list()) {
    await app.services.workloads.remove(id, { containers: true })
  }
  await app.dispose()
})

describe('while the host is away', () => {
  it('a deploy is taken, and its entry says why it failed', async () => {
    const workload = await app.add('shop', { reference: one })
    await engine.pause()
    await hostBecomes('offline')
    expect(await app.deploy(workload)).toMatchObject({
      outcome: 'failed',
      errorCode: 'host_unreachable',
      phase: 'resolve',
    })
    await engine.restart()
    await hostBecomes('online')
    expect(await app.deploy(workload)).toMatchObject({ outcome: 'succeeded' })
  })

  it('apps, their ledger and what can be replayed are still shown, and nothing is deleted that stands there', async () => {
    const workload = await app.add('shop', { reference: one })
    const first = await app.deploy(workload)
    await app.deploy(workload, two)
    await expect.poll(async () => (await app.services.workloads.get(workload.id)).state).toBe('running')
    await expect.poll(() => holdersOf(workload.id)).toBe(2)
    await engine.pause()
    await hostBecomes('offline')

    expect(await app.services.workloads.get(workload.id)).toMatchObject({
      state: 'unknown',
      current: { reference: two },
    })
    const { deploys } = await app.services.deploys.list(workload.id, { limit: 10 })
    expect(deploys.map(({ replay }) => replay)).toEqual(['local', 'local'])
    await expect(app.services.workloads.remove(workload.id, { containers: true })).rejects.toMatchObject({
      code: 'host_unavailable',
      status: 503,
    })
    expect(await app.services.deploys.get(workload.id, first.id)).toMatchObject({ seq: 1 })
    await engine.restart()
    await hostBecomes('online')
  })
})

describe('an engine that stops answering in the middle of a deploy', () => {
  it('fails the deploy, and the old container runs again as soon as the host is back', async () => {
    const proxy = await startEngineProxy(engine.endpoint)
    await app.dispose()
    app = await startTestApplication({ engine: proxy.endpoint })
    const { ports, url } = await publishedPort()
    const workload = await app.add('shop', { reference: one, ports })
    await app.deploy(workload)
    await app.services.workloads.update(workload.id, { gate: { settleMs: 60_000 } })
    const deployId = await app.services.deploys.start(workload.id, { reference: two, actor: 'local' })
    await app.waitFor(
      (event) =>
        event.type === 'deploy.changed' && event.deploy.id === deployId && event.deploy.phase === 'gate',
    )
    proxy.intervene({ before: () => Promise.reject(new Error('The line is cut.')) })
    expect(await app.ended(workload.id, deployId)).toMatchObject({
      outcome: 'failed',
      errorCode: 'host_unreachable',
    })
    await hostBecomes('offline')
    proxy.intervene({})
    await expect.poll(() => read(url), { timeout: 20_000 }).toBe('version one')
    await app.services.workloads.remove(workload.id, { containers: true })
    await proxy.stop()
  })
})

describe('a restart of Slipway', () => {
  it('takes up what was queued, with what the request asked for', async () => {
    const workload = await app.add(
      'shop',
      { reference: one },
      { gate: { settleMs: 60_000, timeoutMs: 60_000 } },
    )
    const { id } = workload
    const running = await app.services.deploys.start(id, { actor: 'local' })
    const queued = await app.services.deploys.start(id, { reference: two, actor: 'local' })
    await app.waitFor(
      (event) =>
        event.type === 'deploy.changed' && event.deploy.id === running && event.deploy.phase === 'gate',
    )
    await app.services.workloads.update(id, { gate: { settleMs: 0 } })
    const { dataDir, home } = app
    await app.close()

    app = await startTestApplication({ engine: engine.endpoint, dataDir, home })
    expect(await app.services.deploys.get(id, running)).toMatchObject({
      outcome: 'interrupted',
      errorCode: 'interrupted',
    })
    expect(await app.ended(id, queued)).toMatchObject({ outcome: 'succeeded', reference: two })
  })

  it('fails a workload of a source kind that it does not know, and tells of the attempt', async () => {
    const { id } = await app.add('shop', { reference: one })
    const { dataDir, home } = app
    await app.close()
    const db = new Database(join(dataDir, 'slipway.db'))
    db.prepare(`UPDATE workloads SET kind = 'magic'`).run()
    db.close()

    app = await startTestApplication({ engine: engine.endpoint, dataDir, home })
    expect(await app.deploy({ id })).toMatchObject({
      outcome: 'failed',
      errorCode: 'invalid_source',
      sourceKind: 'magic',
    })
  })
})

describe('a deploy that waits for its host', () => {
  const queue = (id: string, reference?: string) =>
    app.services.deploys.start(id, {
      whenAway: 'queue',
      actor: 'local',
      ...(reference === undefined ? {} : { reference }),
    })
  const outcomeOf = async (id: string, deployId: string) =>
    (await app.services.deploys.get(id, deployId)).outcome

  it('begins when the host is back, also after a restart of Slipway', async () => {
    const { id } = await app.add('shop', { reference: one })
    await engine.pause()
    await hostBecomes('offline')
    const deployId = await queue(id)
    expect(await app.services.deploys.get(id, deployId)).toMatchObject({
      outcome: 'queued',
      waitsForHost: true,
    })
    const { dataDir, home } = app
    await app.close()
    app = await startTestApplication({ engine: engine.endpoint, dataDir, home })
    expect(await outcomeOf(id, deployId)).toBe('queued')

    await engine.restart()
    expect(await app.ended(id, deployId)).toMatchObject({ outcome: 'succeeded', waitsForHost: true })
  })

  it('can be cancelled, and gives way to a newer one, also to one that does not wait and fails as ever', async () => {
    const workload = await app.add('shop', { reference: one })
    const { id } = workload
    await engine.pause()
    await hostBecomes('offline')
    const [first, second] = [await queue(id), await queue(id, two)]
    expect(await outcomeOf(id, first)).toBe('superseded')
    await app.services.deploys.cancel(id, second)
    const third = await queue(id)
    expect(await app.deploy(workload)).toMatchObject({ outcome: 'failed', errorCode: 'host_unreachable' })
    await engine.restart()
    await hostBecomes('online')
    expect(await Promise.all([second, third].map((each) => outcomeOf(id, each)))).toEqual([
      'cancelled',
      'superseded',
    ])
  })

  it('may be a rollback, to what was last known to be kept', async () => {
    const workload = await app.add('shop', { reference: one })
    await app.deploy(workload)
    await app.deploy(workload, two)
    await expect.poll(() => holdersOf(workload.id)).toBe(2)
    await engine.pause()
    await hostBecomes('offline')
    const deployId = await app.services.deploys.rollback(workload.id, {
      config: 'then',
      whenAway: 'queue',
      actor: 'local',
    })
    expect(await outcomeOf(workload.id, deployId)).toBe('queued')
    await engine.restart()
    expect(await app.ended(workload.id, deployId)).toMatchObject({ outcome: 'succeeded', kind: 'rollback' })
  })

  it('waits again when the host is lost before anything was touched', async () => {
    const proxy = await startEngineProxy(engine.endpoint)
    await app.dispose()
    app = await startTestApplication({ engine: proxy.endpoint })
    const { id } = await app.add('shop', { reference: one })
    proxy.intervene({
      before: ({ path }) =>
        path.includes('/distribution/') || path.includes('/images/')
          ? Promise.reject(new Error('The line is cut.'))
          : undefined,
    })
    const deployId = await queue(id)
    await app.waitFor(
      (event) =>
        event.type === 'deploy.changed' && event.deploy.id === deployId && event.deploy.outcome === 'running',
    )
    await expect.poll(() => outcomeOf(id, deployId)).toBe('queued')
    proxy.intervene({})
    expect(await app.ended(id, deployId)).toMatchObject({ outcome: 'succeeded' })
    await app.services.workloads.remove(id, { containers: true })
    await proxy.stop()
  })
})
