import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApplication, type TestApplication } from '../../../scripts/test-parts/application.ts'
import { startEngine, type TestEngine } from '../../../scripts/test-parts/engine.ts'
import { askEngine, callEngine, getFromEngine } from '../../../scripts/test-parts/engine-api.ts'
import { buildWebImage } from '../../../scripts/test-parts/images.ts'

const tag = (name: string) => `slipway-test/disk-${name}:1`

/** Its own, since others than this test need what a prune takes. */
let engine: TestEngine
let app: TestApplication

const build = (name: string, ballastMegabytes = 1) =>
  buildWebImage({ reference: tag(name), body: name, ballastMegabytes }, { engine: engine.endpoint })

async function exists(reference: string): Promise<boolean> {
  const { status } = await callEngine(engine.endpoint, 'GET', `/images/${reference}/json`)
  return status === 200
}

beforeAll(async () => {
  engine = await startEngine()
  app = await startTestApplication({ engine: engine.endpoint })
})
afterAll(async () => {
  await app.dispose()
  await engine.stop()
})

describe('the disk of a host', () => {
  let loose: string

  beforeEach(async () => {
    loose = await build('loose', 5)
  })

  it('is measured, and a prune takes what nobody needs and nothing else', async () => {
    const kept = await build('kept')
    const current = await build('current')
    const workload = await app.add('shop', { reference: tag('kept') })
    await app.deploy(workload)
    await app.deploy(workload, tag('current'))
    await expect.poll(async () => (await app.services.hosts.disk('local')).keptImages.count).toBe(2)
    // Without any name but ours, and of a container that does not run.
    await callEngine(engine.endpoint, 'DELETE', `/images/${tag('kept')}?noprune=1`)
    await build('stopped')
    const stopped = { Image: tag('stopped') }
    await askEngine(engine.endpoint, 'POST', '/containers/create?name=stopped', stopped)
    await askEngine(engine.endpoint, 'POST', '/volumes/create', { Name: 'precious' })
    // With a second name.
    await callEngine(engine.endpoint, 'POST', `/images/${loose}/tag?repo=slipway-test/other&tag=2`)

    const before = await app.services.hosts.disk('local')
    expect(before.images.reclaimableBytes).toBeGreaterThanOrEqual(5 * 1_048_576)
    expect(before.volumes).toMatchObject({ count: 1, reclaimableBytes: 0 })
    expect(before.containers.count).toBe(4)

    const pruned = await app.services.hosts.prune('local', { images: true, buildCache: true })
    expect(pruned.removedImages).toBeGreaterThanOrEqual(1)
    expect(pruned.freedBytes).toBeGreaterThanOrEqual(5 * 1_048_576)

    const after = await app.services.hosts.disk('local')
    expect(after.images.reclaimableBytes).toBe(0)
    expect(after.images.bytes).toBe(before.images.bytes - pruned.freedBytes)
    expect(await Promise.all([kept, current, tag('stopped')].map(exists))).toEqual([true, true, true])
    expect(await exists(loose)).toBe(false)
    const { Volumes } = await getFromEngine<{ Volumes: { Name: string }[] }>(engine.endpoint, '/volumes')
    expect(Volumes.map(({ Name }) => Name)).toEqual(['precious'])
    expect((await app.rollback(workload)).outcome).toBe('succeeded')
    await app.services.workloads.remove(workload.id, { containers: true })
  })

  it('is left alone where nothing is asked for', async () => {
    expect(await app.services.hosts.prune('local', { images: false, buildCache: false })).toEqual({
      removedImages: 0,
      freedBytes: 0,
    })
    expect(await exists(loose)).toBe(true)
  })

  it('keeps the image that a deploy which waits asks for', async () => {
    await build('wanted')
    const workload = await app.add(
      'shop',
      { reference: tag('wanted') },
      { gate: { settleMs: 60_000, timeoutMs: 60_000 } },
    )
    await build('busy')
    const busy = await app.services.deploys.start(workload.id, { reference: tag('busy'), actor: 'local' })
    const waiting = await app.services.deploys.start(workload.id, { actor: 'local' })
    await app.services.hosts.prune('local', { images: true, buildCache: false })
    expect(await exists(tag('wanted'))).toBe(true)
    for (const id of [waiting, busy]) await app.services.deploys.cancel(workload.id, id)
    await app.ended(workload.id, busy)
    await app.services.workloads.remove(workload.id, { containers: true })
  })

  it('keeps the image that the next deploy of an app would ask for, also one that runs on another host', async () => {
    await build('asked')
    const elsewhere = await app.services.hosts.create({
      name: 'away',
      endpoint: 'tcp://127.0.0.1:1',
      identityFile: null,
      tls: null,
    })
    const workload = await app.add(
      'sent',
      { reference: tag('asked'), origin: 'computer' },
      { hostId: elsewhere.id },
    )
    await app.services.hosts.prune('local', { images: true, buildCache: false })
    expect(await exists(tag('asked'))).toBe(true)
    expect(await exists(loose)).toBe(false)
    await app.services.workloads.remove(workload.id, { containers: false })
    await app.services.hosts.prune('local', { images: true, buildCache: false })
    expect(await exists(tag('asked'))).toBe(false)
  })

  it('lists the images that have a name, without those of ours', async () => {
    const found = await app.services.hosts.images('local')
    expect(found.find(({ reference }) => reference === tag('loose'))).toMatchObject({
      imageId: loose,
      platform: expect.stringMatching(/^linux\//),
      bytes: expect.any(Number),
      createdAt: expect.any(Number),
    })
    expect(found.filter(({ reference }) => /slipway-keep|<none>/.test(reference))).toEqual([])
  })

  it('is not to be had while the host is away', async () => {
    const { hosts } = app.services
    await expect(hosts.disk('nowhere')).rejects.toMatchObject({ code: 'not_found', status: 404 })
    await engine.pause()
    const unavailable = { code: 'host_unavailable', status: 503, data: { hostId: 'local' } }
    await expect(hosts.disk('local')).rejects.toMatchObject(unavailable)
    await expect(hosts.images('local')).rejects.toMatchObject(unavailable)
    await expect(hosts.prune('local', { images: true, buildCache: true })).rejects.toMatchObject(unavailable)
    await engine.restart()
  })
})
