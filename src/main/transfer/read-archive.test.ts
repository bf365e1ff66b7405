import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packTar, type TarEntry } from '../../../scripts/test-parts/tar.ts'
import { LayerShelf } from './layer-shelf.ts'
import { type ImageArchive, readArchive } from './read-archive.ts'

const signal = new AbortController().signal
const large = Buffer.alloc(1_500_000, 'layer')
const small = packTar([{ path: 'a', content: 'a' }])

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-archive-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const digestOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`

/** In pieces that end in the middle of everything. */
async function* pieces(archive: Buffer): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < archive.length; at += 1_000) yield archive.subarray(at, at + 1_000)
}

async function read(entries: readonly TarEntry[], wants = (_name: string) => true): Promise<ImageArchive> {
  const shelf = new LayerShelf(folder)
  return await readArchive(pieces(packTar(entries)), { wants, put: (content) => shelf.put(content, signal) })
}

const manifest = (layers: readonly string[]) => ({
  path: 'manifest.json',
  content: JSON.stringify([{ Config: 'c.json', RepoTags: null, Layers: layers }]),
})
const config = { path: 'c.json', content: '{"the":"configuration"}' }

describe('reading an archive of docker save', () => {
  it.each([
    ['plain', (layer: Buffer) => layer],
    ['compressed with gzip', (layer: Buffer) => gzipSync(layer)],
    ['compressed with zstd', (layer: Buffer) => zstdCompressSync(layer)],
  ])('finds its layers by what they are unpacked: %s', async (_case, pack) => {
    const {
      config: found,
      layerNames,
      files,
    } = await read([
      { path: '2/layer.tar', content: pack(large) },
      { path: '1/layer.tar', content: pack(small) },
      config,
      manifest(['1/layer.tar', '2/layer.tar']),
    ])

    expect(found.toString()).toBe(config.content)
    const layers = layerNames.map((name) => files.get(name))
    expect(layers.map((file) => file?.diffId)).toEqual([small, large].map(digestOf))
    for (const [at, content] of [small, large].entries()) {
      const file = readFileSync(layers[at]?.path ?? '')
      expect(gunzipSync(file).equals(content)).toBe(true)
      expect(layers[at]).toMatchObject({ bytes: file.length, sha256: digestOf(file).slice('sha256:'.length) })
    }
  })

  it('follows the links of a layer that comes twice', async () => {
    const { layerNames, files } = await read([
      { path: '1/layer.tar', content: large },
      { path: '2/layer.tar', linkTo: '../1/layer.tar' },
      config,
      manifest(['1/layer.tar', '2/layer.tar']),
    ])

    expect(layerNames).toEqual(['1/layer.tar', '1/layer.tar'])
    expect(files.size).toBe(1)
  })

  it('writes no layer that is not wanted', async () => {
    const { files } = await read(
      [
        { path: '1/layer.tar', content: small },
        { path: '2/layer.tar', content: large },
        config,
        manifest(['1/layer.tar', '2/layer.tar']),
      ],
      () => false,
    )

    expect(files.size).toBe(0)
  })

  it.each([
    ['without a manifest', [config]],
    ['with a manifest that is none', [config, { path: 'manifest.json', content: '{' }]],
    ['without the configuration', [manifest([])]],
  ])('fails %s', async (_case, entries) => {
    await expect(read(entries)).rejects.toMatchObject({ code: 'transfer_failed' })
  })

  it('fails when it holds more small files than an image can have, instead of keeping them all in memory', async () => {
    const [entry] = [packTar([{ path: 'VERSION', content: Buffer.alloc(1_000_000) }]).subarray(0, -1_024)]
    let given = 0
    async function* endless(): AsyncGenerator<Uint8Array, void> {
      for (; given < 400; given += 1) yield entry
    }

    const reading = readArchive(endless(), { wants: () => false, put: () => expect.fail() })

    await expect(reading).rejects.toMatchObject({ code: 'transfer_failed' })
    expect(given).toBeLessThan(200)
  })

  it('knows of which image it is: by the configuration, or by an index that leads to it', async () => {
    const blob = (content: string) => ({
      path: `blobs/sha256/${digestOf(Buffer.from(content)).slice('sha256:'.length)}`,
      content,
    })
    const own = blob(JSON.stringify({ config: { digest: digestOf(Buffer.from(config.content)) } }))
    const index = blob(JSON.stringify({ manifests: [{ digest: digestOf(Buffer.from(own.content)) }] }))
    const liar = { path: `blobs/sha256/${'a'.repeat(64)}`, content: own.content }

    const archive = await read([config, own, index, liar, manifest([])])

    for (const { content } of [config, own, index]) {
      expect(archive.isOf(digestOf(Buffer.from(content)))).toBe(true)
    }
    expect(archive.isOf(`sha256:${'a'.repeat(64)}`)).toBe(false)
    expect(archive.isOf(`sha256:${'b'.repeat(64)}`)).toBe(false)
  })

  it('fails with what broke it off', async () => {
    const broken = new Error('The line is cut.')
    async function* cut(): AsyncGenerator<Uint8Array, void> {
      yield packTar([{ path: '1/layer.tar', content: large }]).subarray(0, 700_000)
      throw broken
    }
    const shelf = new LayerShelf(folder)

    const reading = readArchive(cut(), { wants: () => true, put: (content) => shelf.put(content, signal) })

    await expect(reading).rejects.toBe(broken)
  })
})
