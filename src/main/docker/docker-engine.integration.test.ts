import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  baseImage,
  type PushedImage,
  pushWebImage,
  testEngine,
  testRegistry,
} from '../../../scripts/test-parts/images.ts'
import { startRegistry, type TestRegistry } from '../../../scripts/test-parts/registry.ts'
import { engineAddress } from '../../../scripts/test-parts/ssh-door.ts'
import type { LayerProgress } from '../../contract/deploy.ts'
import { type CredentialSource, connectEngine, type DockerEngine } from './docker-engine.ts'
import type { ContainerSpec, EngineEvent } from './engine.ts'
import { isReference, parseReference, repository } from './reference.ts'

const ann = { user: 'ann', password: `pw-${randomBytes(6).toString('hex')}` }
const never = new AbortController().signal
const eventLabel = 'slipway-test.engine'
const label = { [eventLabel]: `w-${randomBytes(4).toString('hex')}` }

let closedRegistry: TestRegistry
let engine: DockerEngine
let reached: Awaited<ReturnType<typeof engineAddress>>
let knownCredentials: { username: string; password: string } | null = null
const created: string[] = []

const credentials: CredentialSource = {
  credentialsFor: (serveraddress) =>
    Promise.resolve(knownCredentials === null ? null : { ...knownCredentials, serveraddress }),
}

beforeAll(async () => {
  closedRegistry = await startRegistry({ auth: ann })
  reached = await engineAddress(testEngine())
  engine = await connectEngine(reached.address, credentials, { timeoutMs: 10_000, eventLabel })
})

afterEach(async () => {
  knownCredentials = null
  await Promise.all(created.splice(0).map((id) => engine.removeContainer(id)))
})

afterAll(async () => {
  engine.close()
  await reached.close()
  await closedRegistry.stop()
})

function freshName(): string {
  return `engine-test-${randomBytes(6).toString('hex')}`
}

async function create(spec: Partial<ContainerSpec> = {}, name = freshName()): Promise<string> {
  const id = await engine.createContainer(name, {
    Image: baseImage,
    Cmd: ['/bin/sleep', '600'],
    Labels: label,
    ...spec,
  })
  created.push(id)
  return id
}

function publishing(port: number): Partial<ContainerSpec> {
  return {
    ExposedPorts: { '80/tcp': {} },
    HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] } },
  }
}

/** A port of 127.0.0.1 with a listener on it, which `release` ends. */
async function occupyPort(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, release: () => new Promise((resolve) => server.close(() => resolve())) }
}

function pinned({ reference, digest }: PushedImage): string {
  const parsed = parseReference(reference)
  if (!isReference(parsed)) throw new Error(parsed.problem)
  return `${repository(parsed)}@${digest}`
}

async function push(address: string, auth = false): Promise<PushedImage> {
  const image = { reference: `${address}/${freshName()}:1`, body: freshName(), ballastMegabytes: 1 }
  return await pushWebImage(image, auth ? { credentials: ann } : {})
}

describe('an image in a registry', () => {
  it('resolves to its digest, is pulled by it, and is then on the host', async () => {
    const image = await push(testRegistry())
    const told: (readonly LayerProgress[])[] = []

    const resolved = await engine.resolveInRegistry(image.reference)
    expect(resolved).toEqual({ digest: image.digest })
    expect(await engine.inspectImage(image.reference)).toBeNull()

    await engine.pullImage(pinned(image), (layers) => told.push(layers), never)

    const local = await engine.inspectImage(pinned(image))
    expect(local).toMatchObject({
      id: image.imageId,
      repoDigests: [pinned(image)],
      repoTags: [],
    })
    expect(await engine.listImageIds()).toContain(image.imageId)
    expect(told.at(-1)?.every(({ state }) => state === 'done')).toBe(true)
    expect(told.flat().some(({ totalBytes }) => totalBytes > 0)).toBe(true)
    await engine.untagImage(pinned(image))
    expect(await engine.inspectImage(image.imageId)).toBeNull()
  })

  it('that asks for credentials is had with them alone', async () => {
    const image = await push(closedRegistry.address, true)
    const authError = expect.objectContaining({ code: 'registry_auth' })

    await expect(engine.resolveInRegistry(image.reference)).rejects.toEqual(authError)
    await expect(engine.pullImage(image.reference, () => undefined, never)).rejects.toEqual(authError)
    knownCredentials = { username: ann.user, password: 'wrong' }
    await expect(engine.resolveInRegistry(image.reference)).rejects.toEqual(authError)
    await expect(engine.pullImage(image.reference, () => undefined, never)).rejects.toEqual(authError)
    knownCredentials = { username: ann.user, password: ann.password }
    expect(await engine.resolveInRegistry(image.reference)).toMatchObject({ digest: image.digest })
    await engine.pullImage(pinned(image), () => undefined, never)
    await engine.untagImage(pinned(image))
  })

  it.each([
    ['a missing tag', () => `${testRegistry()}/nothing:here`, 'image_not_found'],
    ['a missing digest', () => `${testRegistry()}/nothing@sha256:${'a'.repeat(64)}`, 'image_not_found'],
    ['a registry that is not there', () => '127.0.0.1:9/nothing:1', 'registry_unreachable'],
    ['a registry that nobody knows', () => 'registry.invalid/nothing:1', 'registry_unreachable'],
  ])('fails with its code: %s', async (_case, reference, code) => {
    await expect(engine.resolveInRegistry(reference())).rejects.toMatchObject({ name: 'EngineError', code })
    await expect(engine.pullImage(reference(), () => undefined, never)).rejects.toMatchObject({ code })
  })

  it('may have its pull cancelled', async () => {
    const image = await push(testRegistry())
    const controller = new AbortController()
    const reason = new Error('cancelled')

    await expect(
      engine.pullImage(pinned(image), () => controller.abort(reason), controller.signal),
    ).rejects.toBe(reason)
    await engine.untagImage(pinned(image))
  })
})

describe('an image on the host', () => {
  it('gets another name and loses it', async () => {
    const name = freshName()
    const image = await engine.inspectImage(baseImage)
    if (image === null) throw new Error('no base image')

    await engine.tagImage(image.id, name, 'kept')
    expect(await engine.inspectImage(`${name}:kept`)).toMatchObject({ id: image.id })
    await engine.untagImage(`${name}:kept`)

    expect(await engine.inspectImage(`${name}:kept`)).toBeNull()
    expect(await engine.inspectImage(image.id)).toMatchObject({ id: image.id })
  })

  it('that is missing cannot become a container', async () => {
    await expect(create({ Image: 'nothing:here' })).rejects.toMatchObject({
      code: 'image_not_found',
      status: 404,
    })
  })
})

describe('a container', () => {
  it('is created, started, renamed, stopped and removed, each of them twice without harm', async () => {
    const name = freshName()
    const id = await create({ Labels: { ...label, a: 'b' } }, name)
    expect(await engine.inspectContainer(name)).toMatchObject({ id, name, status: 'created', health: 'none' })

    await engine.startContainer(id)
    await engine.startContainer(id)
    expect(await engine.inspectContainer(id)).toMatchObject({
      status: 'running',
      restartCount: 0,
      labels: { a: 'b' },
    })
    await engine.renameContainer(id, `${name}-old`)
    expect(await engine.inspectContainer(name)).toBeNull()
    await engine.stopContainer(id, 0)
    await engine.stopContainer(id, 0)
    expect(await engine.inspectContainer(`${name}-old`)).toMatchObject({ status: 'exited', exitCode: 137 })
    await Promise.all([engine.removeContainer(id), engine.removeContainer(id)])
    await engine.removeContainer(id)
    await engine.stopContainer(id, 0)

    expect(await engine.inspectContainer(id)).toBeNull()
  })

  it('is listed by labels, whatever its state', async () => {
    const [a, b] = [
      await create({ Labels: { ...label, part: 'a' } }),
      await create({ Labels: { ...label, part: 'b' } }),
    ]
    await engine.startContainer(a)
    const idsOf = async (labels: Record<string, string | null>) =>
      (await engine.listContainers(labels)).map(({ id }) => id).sort()

    expect(await idsOf(label)).toEqual([a, b].sort())
    expect(await idsOf({ ...label, part: null })).toEqual([a, b].sort())
    expect(await idsOf({ ...label, part: 'b' })).toEqual([b])
    expect(await idsOf({ ...label, other: null })).toEqual([])
  })

  it('tells its health', async () => {
    const healthcheck = { Test: ['CMD', '/bin/true'], Interval: 100_000_000, Retries: 1 }
    const id = await create({ Healthcheck: healthcheck })
    await engine.startContainer(id)

    const healthIs = async (health: string) => (await engine.inspectContainer(id))?.health === health
    await vi.waitUntil(() => healthIs('healthy'), { timeout: 20_000 })
  })

  it('cannot have the name of another', async () => {
    const name = freshName()
    await create({}, name)
    const other = await create()

    await expect(create({}, name)).rejects.toMatchObject({ code: 'name_in_use', status: 409 })
    await expect(engine.renameContainer(other, name)).rejects.toMatchObject({
      code: 'name_in_use',
      status: 409,
    })
  })

  it('cannot publish the port of another container, nor that of another process', async () => {
    const { port, release } = await occupyPort()
    const blocked = await create(publishing(port))
    await expect(engine.startContainer(blocked)).rejects.toMatchObject({ code: 'port_in_use' })
    await release()
    await engine.startContainer(await create(publishing(port)))

    await expect(engine.startContainer(await create(publishing(port)))).rejects.toMatchObject({
      code: 'port_in_use',
    })
  })

  it('cannot start in a network that does not exist', async () => {
    const startInNowhere = async () =>
      engine.startContainer(await create({ HostConfig: { NetworkMode: 'nowhere' } }))

    await expect(startInNowhere()).rejects.toMatchObject({ code: 'network_not_found' })
  })

  it.each([
    ['no such file', { Cmd: ['/bin/nothere'] }],
    ['no such command', { Cmd: ['nothere'] }],
    ['a file that is no program', { Cmd: ['/www/index.html'] }],
    ['no such user', { User: 'nobodyhere' }],
  ])('fails to start: %s', async (_case, spec) => {
    const id = await create(spec)

    await expect(engine.startContainer(id)).rejects.toMatchObject({ code: 'start_failed' })
  })
})

describe('events', () => {
  it('tell what happens to labelled containers from the moment on that the stream is open', async () => {
    const heard: EngineEvent[] = []
    const controller = new AbortController()
    const opened = Promise.withResolvers<void>()
    const watch = engine.watchEvents((event) => heard.push(event), controller.signal, opened.resolve)
    await opened.promise

    const foreign = await create({ Labels: {} })
    const id = await create()
    await engine.startContainer(id)
    await engine.removeContainer(id)
    await vi.waitUntil(() => heard.some(({ action }) => action === 'destroy'), { timeout: 10_000 })
    controller.abort(new Error('enough'))

    await expect(watch).rejects.toThrow('enough')
    expect(heard.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['create', 'start', 'die', 'destroy']),
    )
    expect(heard.filter((event) => event.id === foreign)).toEqual([])
    expect(heard.find((event) => event.id === id)?.labels).toMatchObject(label)
  })
})
