import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  publishedPort,
  read,
  startTestApplication,
  type TestApplication,
} from '../../../scripts/test-parts/application.ts'
import { askEngine, callEngine, getFromEngine } from '../../../scripts/test-parts/engine-api.ts'
import {
  type EngineProxy,
  type ForcedAnswer,
  startEngineProxy,
} from '../../../scripts/test-parts/engine-proxy.ts'
import { startHeadless } from '../../../scripts/test-parts/headless-process.ts'
import { buildWebImage, pushWebImage, testEngine } from '../../../scripts/test-parts/images.ts'
import { startRegistry, type TestRegistry } from '../../../scripts/test-parts/registry.ts'
import type { Workload } from '../../contract/workload.ts'

const engine = testEngine()
let registry: TestRegistry
let proxy: EngineProxy
let app: TestApplication
let web: { one: string; two: string; exits: string; deaf: string }

/** Answers in the engine's place whatever the test chooses. */
function refuse(fits: (method: string, path: string) => boolean, answer: ForcedAnswer): void {
  proxy.intervene({ before: ({ method, path }) => (fits(method, path) ? answer : undefined) })
}

async function named(workloadId: string, role = 'workload'): Promise<string[]> {
  const label = [`dev.slipway.workload=${workloadId}`, `dev.slipway.role=${role}`]
  const filters = encodeURIComponent(JSON.stringify({ label }))
  const found = await getFromEngine<{ Names: string[] }[]>(
    engine,
    `/containers/json?all=1&filters=${filters}`,
  )
  return found.map(({ Names }) => Names[0]?.slice(1) ?? '')
}

async function tagsOf(imageId: string): Promise<string[] | null> {
  const { status, text } = await callEngine(engine, 'GET', `/images/${imageId}/json`)
  return status === 200 ? (JSON.parse(text) as { RepoTags: string[] }).RepoTags : null
}

beforeAll(async () => {
  registry = await startRegistry()
  const at = (tag: string) => `${registry.address}/adverse:${tag}`
  web = { one: at('1'), two: at('2'), exits: at('exits'), deaf: at('deaf') }
  await pushWebImage({ reference: web.one, body: 'adverse one' })
  await pushWebImage({ reference: web.two, body: 'adverse two' })
  await pushWebImage({ reference: web.exits, body: 'adverse', variant: 'exits' })
  await pushWebImage({ reference: web.deaf, body: 'deaf', variant: 'deaf' })
  proxy = await startEngineProxy(engine)
})
afterAll(async () => {
  await proxy.stop()
  await registry.stop()
})
beforeEach(async () => {
  app = await startTestApplication({ engine: proxy.endpoint })
})
afterEach(async () => {
  proxy.intervene({})
  for (const { id } of await app.services.workloads.list()) {
    await app.services.workloads.remove(id, { containers: true })
  }
  await app.dispose()
})

describe('an engine that refuses to remove the failed container', () => {
  it('does not keep the old one from running again, and is asked again', async () => {
    const { ports, url } = await publishedPort()
    const workload = await app.add('shop', { reference: web.one, ports })
    await app.deploy(workload)
    await expect.poll(() => named(workload.id, 'holder')).toHaveLength(1)
    refuse((method, path) => method === 'DELETE' && path.startsWith('/containers/'), {
      status: 500,
      message: 'device or resource busy',
    })
    await app.deploy(workload, web.exits)
    await expect.poll(() => read(url)).toBe('adverse one')
    proxy.intervene({})
    await expect.poll(() => named(workload.id), { timeout: 10_000 }).toEqual(['shop'])
  })
})

describe('an outcome', () => {
  it('says rolled back only when the old container runs again', async () => {
    const { ports } = await publishedPort()
    const workload = await app.add('shop', { reference: web.one, ports })
    await app.deploy(workload)
    await askEngine(engine, 'POST', '/containers/shop/stop?t=1')
    expect(await app.deploy(workload, web.exits)).toMatchObject({
      outcome: 'failed',
      errorCode: 'exited_early',
    })
    await askEngine(engine, 'DELETE', '/containers/shop?force=1')
    expect(await app.deploy(workload, web.exits)).toMatchObject({
      outcome: 'failed',
      errorCode: 'exited_early',
    })
  })
})

describe('a registry that cannot answer now', () => {
  it('is not called one that has lost the image: the rollback is let through', async () => {
    const workload = await app.add('shop', { reference: web.one }, { imageLimit: 1 })
    const first = await app.deploy(workload)
    await app.deploy(workload, web.two)
    const imageId = first.pinned?.imageId ?? ''
    await expect.poll(() => tagsOf(imageId)).toBeNull()
    refuse((_method, path) => path.startsWith('/distribution/'), {
      status: 500,
      message: 'toomanyrequests: You have reached your pull rate limit',
    })
    expect(await app.services.deploys.get(workload.id, first.id)).toMatchObject({ replay: 'registry' })
    expect(await app.rollback(workload, first.id)).toMatchObject({ outcome: 'succeeded' })
  })

  it('is asked about an image once, not at each look', async () => {
    const workload = await app.add('shop', { reference: web.one }, { imageLimit: 1 })
    const first = await app.deploy(workload)
    await app.deploy(workload, web.two)
    await expect.poll(() => tagsOf(first.pinned?.imageId ?? '')).toBeNull()
    let lookups = 0
    proxy.intervene({
      before: ({ path }) => {
        if (path.startsWith('/distribution/')) lookups += 1
        return undefined
      },
    })
    for (let look = 0; look < 5; look += 1) await app.services.deploys.list(workload.id, { limit: 50 })
    expect(lookups).toBe(1)
  })
})

describe('cancelling before anything is touched', () => {
  it('ends a deploy whose registry does not answer', async () => {
    const workload = await app.add('shop', { reference: web.one })
    const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>()
    proxy.intervene({
      before: ({ path }) => {
        if (!path.startsWith('/distribution/')) return undefined
        asked()
        return new Promise(() => undefined)
      },
    })
    const deployId = await app.services.deploys.start(workload.id, { actor: 'local' })
    await isAsked
    await app.services.deploys.cancel(workload.id, deployId)
    expect(await app.ended(workload.id, deployId)).toMatchObject({ outcome: 'cancelled', phase: 'resolve' })
  })

  it('ends a deploy that is creating its container, and removes what was created', async () => {
    const workload = await app.add('shop', { reference: web.one })
    const { promise: isCreated, resolve: created } = Promise.withResolvers<void>()
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>()
    proxy.intervene({
      after: async ({ method, path }) => {
        if (method !== 'POST' || !path.startsWith('/containers/create')) return
        created()
        await mayGoOn
      },
    })
    const deployId = await app.services.deploys.start(workload.id, { actor: 'local' })
    await isCreated
    await app.services.deploys.cancel(workload.id, deployId)
    goOn()
    expect(await app.ended(workload.id, deployId)).toMatchObject({ outcome: 'cancelled' })
    await expect.poll(() => named(workload.id)).toEqual([])
  })
})

describe('kept images', () => {
  it('get back the tag and the holder that somebody took', async () => {
    const workload = await app.add('shop', { reference: web.one })
    const first = await app.deploy(workload)
    const imageId = first.pinned?.imageId ?? ''
    await expect.poll(() => tagsOf(imageId)).toHaveLength(1)
    const [tag] = (await tagsOf(imageId)) ?? []
    const [holder] = await named(workload.id, 'holder')
    await askEngine(engine, 'DELETE', `/images/${tag}`)
    await askEngine(engine, 'DELETE', `/containers/${holder}`)
    await app.deploy(workload, web.two)
    await expect.poll(() => tagsOf(imageId)).toEqual([tag])
    await expect.poll(() => named(workload.id, 'holder')).toContain(holder)
  })

  it('are kept later when the engine refused at first', async () => {
    refuse((method, path) => method === 'POST' && path.includes('slipway-keep'), {
      status: 500,
      message: 'no space left on device',
    })
    const workload = await app.add('shop', { reference: web.one })
    await app.deploy(workload)
    proxy.intervene({})
    await expect.poll(() => named(workload.id, 'holder'), { timeout: 10_000 }).toHaveLength(1)
  })

  it('are never deleted when somebody else brought them', async () => {
    const reference = 'slipway-test/mine:1'
    const imageId = await buildWebImage({ reference, body: 'mine' })
    const workload = await app.add('mine', { reference }, { imageLimit: 1 })
    await app.deploy(workload)
    await buildWebImage({ reference, body: 'mine, built anew' })
    await app.deploy(workload)
    await expect.poll(() => named(workload.id, 'holder')).toHaveLength(1)
    expect(await tagsOf(imageId)).not.toBeNull()
  })

  it('do not pile up behind deploys that fail', async () => {
    const reference = `${registry.address}/failing:1`
    const { imageId } = await pushWebImage({ reference, body: 'failing', variant: 'exits' })
    const workload = await app.add('shop', { reference })
    expect(await app.deploy(workload)).toMatchObject({ outcome: 'failed' })
    await expect.poll(() => tagsOf(imageId)).toBeNull()
  })
})

describe('deleting', () => {
  it('needs no host for an app that was never deployed', async () => {
    const workload = await app.add('shop', { reference: web.one })
    proxy.intervene({ before: () => Promise.reject(new Error('The line is cut.')) })
    await app.services.workloads.remove(workload.id, { containers: true })
    expect(await app.services.workloads.list()).toEqual([])
  })
})

describe('SIGTERM in the middle of a deploy', () => {
  it('ends within its time, cleanly, with the old container back, though the new one does not listen', async () => {
    const { ports, url } = await publishedPort()
    const { dataDir, home, hostId } = app
    await app.close()
    const slipway = await startHeadless({ engine: proxy.endpoint, dataDir, home })
    const workload = await slipway.ask<Workload>('POST', '/api/workloads', {
      name: 'shop',
      hostId,
      sourceKind: 'image',
      source: { reference: web.one, ports },
      gate: { settleMs: 100 },
    })
    const path = `/api/workloads/${workload.id}`
    const state = async () => (await slipway.ask<Workload>('GET', path)).lastDeploy
    await slipway.ask('POST', `${path}/deploy`)
    await expect.poll(async () => (await state())?.outcome, { timeout: 10_000 }).toBe('succeeded')
    await slipway.ask('PATCH', path, { gate: { settleMs: 60_000 } })
    await slipway.ask('POST', `${path}/deploy`, { reference: web.deaf })
    await expect.poll(async () => (await state())?.phase, { timeout: 10_000 }).toBe('gate')
    expect(await slipway.end()).toBe(0)
    await expect.poll(() => read(url)).toBe('adverse one')
    app = await startTestApplication({ engine: proxy.endpoint, dataDir, home })
    const { deploys } = await app.services.deploys.list(workload.id, { limit: 1 })
    expect(deploys[0]).toMatchObject({ outcome: 'interrupted', errorCode: 'interrupted' })
  })
})
