import { readdirSync } from 'node:fs'
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
import { askEngine, callEngine, getFromEngine } from '../../../scripts/test-parts/engine-api.ts'
import { buildWebImage, testEngine } from '../../../scripts/test-parts/images.ts'
import { enterDoor, openSshDoor, type SshDoor } from '../../../scripts/test-parts/ssh-door.ts'
import type { Workload } from '../../contract/workload.ts'

const one = 'slipway-test/computer:1'
const two = 'slipway-test/computer:2'

let remote: TestEngine
let door: SshDoor
let app: TestApplication
let hostId: string

/** An app on the remote host whose image is taken from this computer. */
async function addRemote(more: object = {}): Promise<Workload> {
  return await app.add('shop', { reference: one, origin: 'computer', ...more }, { hostId })
}

async function isThere(engine: string, imageId: string): Promise<boolean> {
  return (await callEngine(engine, 'GET', `/images/${imageId}/json`)).status === 200
}

/** `docker system prune -af`. */
async function prune(engine: string): Promise<void> {
  await askEngine(engine, 'POST', '/containers/prune')
  const filters = encodeURIComponent(JSON.stringify({ dangling: ['false'] }))
  await askEngine(engine, 'POST', `/images/prune?filters=${filters}`)
}

/** Resolves when all that follows a deploy is done: one container runs, and as many images are kept. */
async function keeps(engine: string, workload: Workload, count: number): Promise<void> {
  const label = [`dev.slipway.workload=${workload.id}`]
  const path = `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify({ label }))}`
  const states = async () =>
    (await getFromEngine<{ State: string }[]>(engine, path)).map(({ State }) => State).sort()
  const expected = [...Array.from({ length: count }, () => 'created'), 'running']
  await expect.poll(states, { timeout: 20_000 }).toEqual(expected)
}

async function forget(engine: string, reference: string): Promise<void> {
  await callEngine(engine, 'DELETE', `/images/${reference}?force=1`)
}

/** Ids of the images in the vault, as the store has them. */
function vaulted(): string[] {
  const db = new Database(join(app.dataDir, 'slipway.db'), { readonly: true })
  const ids = db.prepare('SELECT image_id FROM vault_images ORDER BY image_id').pluck().all() as string[]
  db.close()
  return ids
}

async function vaultHolds(imageIds: readonly string[]): Promise<void> {
  await expect.poll(vaulted, { timeout: 20_000 }).toEqual([...imageIds].sort())
}

async function replayOf(workload: Workload, deployId: string): Promise<string> {
  return (await app.services.deploys.get(workload.id, deployId)).replay
}

beforeAll(async () => {
  remote = await startEngine()
  door = await openSshDoor(remote.endpoint)
})
afterAll(async () => {
  for (const tag of [one, two]) await forget(testEngine(), tag)
  await door.stop()
  await remote.stop()
})
beforeEach(async () => {
  await buildWebImage({ reference: one, body: 'version one', ballastMegabytes: 2 })
  await buildWebImage({ reference: two, body: 'version two' })
  app = await startTestApplication({ engine: testEngine() })
  hostId = await enterDoor(door, app.services.hosts)
})
afterEach(async () => {
  for (const { id } of await app.services.workloads.list()) {
    await app.services.workloads.remove(id, { containers: true })
  }
  await app.dispose()
})

describe('an image from this computer', () => {
  it('is sent to a host that has neither it nor a registry, and runs there', async () => {
    const { ports, url } = await publishedPort()
    const workload = await addRemote({ ports })

    const deploy = await app.deploy(workload)

    expect(deploy).toMatchObject({ outcome: 'succeeded', errorCode: null, hostId })
    const { Id } = await getFromEngine<{ Id: string }>(testEngine(), `/images/${one}/json`)
    expect(deploy.pinned).toMatchObject({ imageId: Id, reference: `docker.io/${one}` })
    expect(await isThere(remote.endpoint, Id)).toBe(true)
    await expect.poll(() => read(url)).toBe('version one')
    const told = app.events.filter((event) => event.type === 'deploy.progress')
    expect(told.map(({ progress }) => progress.isSent)).toContain(true)
    expect(told.at(-1)?.progress.layers.every(({ state }) => state === 'done')).toBe(true)
    expect(readdirSync(join(app.dataDir, 'transfer'))).toEqual([])
  })

  it('is not sent again, and nothing restarts, when it is there', async () => {
    const workload = await addRemote()
    await app.deploy(workload)
    const told = app.events.length

    expect(await app.deploy(workload)).toMatchObject({ outcome: 'succeeded', replacement: 'unchanged' })
    expect(app.events.slice(told).map(({ type }) => type)).not.toContain('deploy.progress')
  })

  it('replaces nothing when the app took the same image from elsewhere before', async () => {
    const workload = await app.add('shop', { reference: one })
    await app.deploy(workload)
    await app.services.workloads.update(workload.id, { source: { reference: one, origin: 'computer' } })

    expect(await app.deploy(workload)).toMatchObject({ outcome: 'succeeded', replacement: 'unchanged' })
  })

  it('that this computer does not have fails the deploy with a code of its own', async () => {
    const workload = await addRemote({ reference: 'slipway-test/nowhere:1' })

    expect(await app.deploy(workload)).toMatchObject({
      outcome: 'failed',
      errorCode: 'image_not_on_computer',
      phase: 'resolve',
    })
  })

  it('can be gone back to while this computer has it, also when the host has lost it', async () => {
    const workload = await addRemote()
    const first = await app.deploy(workload)
    await app.deploy(workload, two)
    await keeps(remote.endpoint, workload, 2)
    expect(await replayOf(workload, first.id)).toBe('local')
    await prune(remote.endpoint)
    expect(await replayOf(workload, first.id)).toBe('vault')

    expect(await app.rollback(workload, first.id)).toMatchObject({
      outcome: 'succeeded',
      pinned: { imageId: first.pinned?.imageId },
    })
  })

  it('goes from the host with the last deploy that may want it', async () => {
    const workload = await addRemote()
    const imageId = (await app.deploy(workload)).pinned?.imageId ?? ''
    expect(await isThere(remote.endpoint, imageId)).toBe(true)

    await app.services.workloads.remove(workload.id, { containers: true })
    expect(await isThere(remote.endpoint, imageId)).toBe(false)
  })
})

describe('the vault', () => {
  it('brings back what both host and this computer have pruned, the same image, with no registry', async () => {
    app.services.settings.update({ vaultEnabled: true })
    const { ports, url } = await publishedPort()
    const workload = await addRemote({ ports })
    const first = await app.deploy(workload)
    const second = await app.deploy(workload, two)
    const ids = [first, second].map(({ pinned }) => pinned?.imageId ?? '')
    await vaultHolds(ids)
    await keeps(remote.endpoint, workload, 2)
    for (const tag of [one, two]) await forget(testEngine(), tag)
    await prune(remote.endpoint)
    expect(await isThere(remote.endpoint, ids[0] ?? '')).toBe(false)
    expect(await isThere(testEngine(), ids[0] ?? '')).toBe(false)
    expect(await replayOf(workload, first.id)).toBe('vault')

    const back = await app.rollback(workload, first.id)

    expect(back).toMatchObject({ outcome: 'succeeded', pinned: { imageId: ids[0] } })
    await expect.poll(() => read(url)).toBe('version one')
  })

  it('brings images back to this computer itself', async () => {
    app.services.settings.update({ vaultEnabled: true })
    const workload = await app.add('shop', { reference: one })
    const first = await app.deploy(workload)
    const imageId = first.pinned?.imageId ?? ''
    const second = await app.deploy(workload, two)
    await vaultHolds([imageId, second.pinned?.imageId ?? ''])
    await keeps(testEngine(), workload, 2)
    const images = `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify({ ancestor: [imageId] }))}`
    for (const { Id } of await getFromEngine<{ Id: string }[]>(testEngine(), images)) {
      await askEngine(testEngine(), 'DELETE', `/containers/${Id}?force=1`)
    }
    await forget(testEngine(), imageId)
    expect(await replayOf(workload, first.id)).toBe('vault')

    expect(await app.rollback(workload, first.id)).toMatchObject({
      outcome: 'succeeded',
      pinned: { imageId },
    })
  })

  it('has each layer once, lets the images go that no rollback wants, and is empty once it is switched off', async () => {
    app.services.settings.update({ vaultEnabled: true })
    const workload = await app.add('shop', { reference: one }, { imageLimit: 2 })
    const first = (await app.deploy(workload)).pinned?.imageId ?? ''
    const second = (await app.deploy(workload, two)).pinned?.imageId ?? ''
    await vaultHolds([first, second])
    const files = () => readdirSync(join(app.dataDir, 'vault'))
    // The base is in both; the page is a layer of its own in each, and one has ballast.
    expect(files()).toHaveLength(4)
    await buildWebImage({ reference: two, body: 'version three' })
    const third = (await app.deploy(workload, two)).pinned?.imageId ?? ''
    await vaultHolds([second, third])
    expect(files()).toHaveLength(3)

    app.services.settings.update({ vaultEnabled: false })
    await vaultHolds([])
    expect(files()).toEqual([])
  })
})
