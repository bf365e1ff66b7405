import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startEngine, type TestEngine } from '../../../scripts/test-parts/engine.ts'
import { askEngine, getFromEngine } from '../../../scripts/test-parts/engine-api.ts'
import { type EngineProxy, startEngineProxy } from '../../../scripts/test-parts/engine-proxy.ts'
import { baseImage, testEngine } from '../../../scripts/test-parts/images.ts'
import { packTar } from '../../../scripts/test-parts/tar.ts'
import type { LayerProgress } from '../../contract/deploy.ts'
import { connectEngine } from '../docker/docker-engine.ts'
import type { Engine } from '../docker/engine.ts'
import { openOnEngine } from './engine-origin.ts'
import { sendImage } from './send-image.ts'

const layerBytes = 3 * 1_048_576
/** What comes with a layer: its headers, the configuration, the manifest. */
const frameBytes = 32_768

let remote: TestEngine
let proxy: EngineProxy
let here: Engine
let there: Engine
let folder: string
/** Bytes of the bodies of all loads, in order. */
let loads: number[]
let tags: string[] = []

function connect(endpoint: string): Promise<Engine> {
  const address = { kind: 'socket', path: endpoint.replace(/^unix:\/\//, '') } as const
  const none = { credentialsFor: () => Promise.resolve(null) }
  return connectEngine(address, none, { timeoutMs: 10_000, eventLabel: 'dev.slipway.workload' })
}

/** An image on this side: a base, and one layer for each of the files. */
async function build(files: Readonly<Record<string, Buffer>>): Promise<string> {
  const tag = `slipway-test/send:${randomBytes(6).toString('hex')}`
  const steps = Object.keys(files).map((name) => `COPY ${name} /${name}`)
  const dockerfile = [`FROM ${baseImage}`, ...steps, 'CMD ["/bin/sleep", "600"]'].join('\n')
  const context = packTar([
    { path: 'Dockerfile', content: dockerfile, mode: 0o644 },
    ...Object.entries(files).map(([path, content]) => ({ path, content, mode: 0o644 })),
  ])
  await askEngine(testEngine(), 'POST', `/build?t=${tag}&forcerm=true`, context)
  tags.push(tag)
  return (await getFromEngine<{ Id: string }>(testEngine(), `/images/${tag}/json`)).Id
}

interface SendOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (layers: readonly LayerProgress[]) => void
}

async function send(
  imageId: string,
  { signal = new AbortController().signal, onProgress = () => undefined }: SendOptions = {},
): Promise<string> {
  const origin = await openOnEngine(here, imageId, folder, signal)
  return await sendImage({ engine: there, origin, onProgress, signal })
}

/** Counts what is loaded, and lets the test do something about it. */
function watch(during: (load: number, bytes: number) => void = () => undefined): void {
  let latest: unknown = null
  proxy.intervene({
    during: (call, bytes) => {
      if (!call.path.startsWith('/images/load')) return
      if (latest !== call) loads.push(0)
      latest = call
      loads[loads.length - 1] = bytes
      during(loads.length, bytes)
    },
  })
}

async function stepTags(): Promise<readonly string[]> {
  const images = await there.listImages()
  return images.flatMap(({ repoTags }) => repoTags).filter((tag) => tag.startsWith('slipway-transfer/'))
}

beforeAll(async () => {
  remote = await startEngine()
  proxy = await startEngineProxy(remote.endpoint)
  here = await connect(testEngine())
  there = await connect(proxy.endpoint)
})
afterAll(async () => {
  here.close()
  there.close()
  await proxy.stop()
  await remote.stop()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-send-'))
  loads = []
  watch()
})
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  for (const tag of tags) await here.untagImage(tag)
  tags = []
})

describe('sending an image', () => {
  it('of three layers of which the other engine has two moves only the third, and it runs there', async () => {
    const first = randomBytes(layerBytes)
    await send(await build({ first }))
    loads.length = 0
    const imageId = await build({ first, second: randomBytes(layerBytes) })
    const told: (readonly LayerProgress[])[] = []

    expect(await send(imageId, { onProgress: (layers) => void told.push(layers) })).toBe(imageId)

    expect(loads).toHaveLength(1)
    expect(loads[0]).toBeGreaterThan(layerBytes)
    expect(loads[0]).toBeLessThan(layerBytes + frameBytes)
    expect((await there.inspectImage(imageId))?.layers).toEqual((await here.inspectImage(imageId))?.layers)
    expect(told.at(-1)?.map(({ state }) => state)).toEqual(['done', 'done', 'done'])
    expect(told.at(-1)?.map(({ currentBytes, totalBytes }) => totalBytes - currentBytes)).toEqual([0, 0, 0])
    expect(
      told
        .at(-1)
        ?.slice(0, 2)
        .map(({ totalBytes }) => totalBytes),
    ).toEqual([0, 0])
    const container = await there.createContainer('sent', { Image: imageId, Labels: {} })
    await there.startContainer(container)
    expect(await there.inspectContainer(container)).toMatchObject({ status: 'running', imageId })
    await there.removeContainer(container)
  })

  it('sends nothing of an image that is there', async () => {
    const imageId = await build({ first: randomBytes(1_024) })
    await send(imageId)
    loads.length = 0

    expect(await send(imageId)).toBe(imageId)
    expect(loads).toEqual([])
  })

  it('goes on after a cut where it was, and sends no whole layer twice', async () => {
    const imageId = await build({ one: randomBytes(layerBytes), two: randomBytes(layerBytes) })
    await send(await build({ base: Buffer.from('the base is there') }))
    loads.length = 0
    watch((load, bytes) => {
      if (load === 2 && bytes > layerBytes / 2) throw new Error('The line is cut.')
    })

    await expect(send(imageId)).rejects.toMatchObject({ code: 'host_unreachable' })
    expect(loads).toHaveLength(2)
    expect(await there.inspectImage(imageId)).toBeNull()
    expect(await stepTags()).toHaveLength(1)
    watch()

    expect(await send(imageId)).toBe(imageId)
    expect(loads).toHaveLength(3)
    expect(loads[2]).toBeLessThan(layerBytes + frameBytes)
    expect(await stepTags()).toEqual([])
    expect((await there.inspectImage(imageId))?.layers).toEqual((await here.inspectImage(imageId))?.layers)
  })

  it('has been sent also when the engine does not let go of what held its layers', async () => {
    const imageId = await build({ one: randomBytes(1_024), two: randomBytes(1_024) })
    const isStep = (path: string) => decodeURIComponent(path).includes('slipway-transfer/')
    proxy.intervene({
      before: ({ method, path }) =>
        method === 'DELETE' && isStep(path) ? { status: 500, message: 'busy' } : undefined,
    })

    expect(await send(imageId)).toBe(imageId)
    expect(await stepTags()).not.toEqual([])

    proxy.intervene({})
    await there.untagImage(imageId)
    for (const tag of await stepTags()) await there.untagImage(tag)
  })

  it('stops when it is told to, with the reason that was given', async () => {
    const imageId = await build({ one: randomBytes(layerBytes) })
    const stop = new AbortController()
    const reason = new Error('told to stop')
    watch((_, bytes) => {
      if (bytes > layerBytes / 2) stop.abort(reason)
    })

    await expect(send(imageId, { signal: stop.signal })).rejects.toBe(reason)
    expect(await there.inspectImage(imageId)).toBeNull()
    expect(readdirSync(folder).length).toBeLessThanOrEqual(1)
  })

  it.each([
    ['no_space', 'write /var/lib/docker/tmp/x: no space left on device'],
    ['transfer_failed', 'unexpected something'],
  ])('that the engine refuses fails as %s, and leaves nothing behind', async (code, message) => {
    const imageId = await build({ one: randomBytes(1_024), two: randomBytes(2_048) })
    const before = (await there.listImages()).map(({ id }) => id).sort()
    let count = 0
    proxy.intervene({
      before: ({ path }) => {
        if (!path.startsWith('/images/load')) return undefined
        count += 1
        return count > 1 ? { status: 500, message } : undefined
      },
    })

    await expect(send(imageId)).rejects.toMatchObject({ code })
    expect(count).toBeGreaterThan(1)
    expect(await stepTags()).toEqual([])
    expect((await there.listImages()).map(({ id }) => id).sort()).toEqual(before)
  })

  it('to an engine that takes no archive without all layers sends all of them at once', async () => {
    const imageId = await build({ one: randomBytes(layerBytes), two: randomBytes(layerBytes) })
    await send(await build({ base: Buffer.from('the base is there') }))
    let count = 0
    proxy.intervene({
      before: ({ path }) => {
        if (!path.startsWith('/images/load')) return undefined
        count += 1
        return count === 1 ? { status: 500, message: 'layer blob not found' } : undefined
      },
    })

    expect(await send(imageId)).toBe(imageId)
    expect(count).toBe(2)
    expect((await there.inspectImage(imageId))?.layers).toEqual((await here.inspectImage(imageId))?.layers)
  })
})
