import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../db/open.ts'
import type { LayerFile } from './image-copy.ts'
import { LayerShelf } from './layer-shelf.ts'
import { Vault } from './vault.ts'
import { VaultIndex } from './vault-index.ts'

let root: string
let db: Database.Database
let vault: Vault

const inVault = () => readdirSync(join(root, 'vault')).sort()
const open = () => new Vault(join(root, 'vault'), new VaultIndex(db))

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-vault-'))
  db = openStore(':memory:')
  vault = open()
})
afterEach(() => {
  db.close()
  rmSync(root, { recursive: true })
})

/** Adds an image of layers with these contents. */
async function add(imageId: string, ...contents: readonly string[]): Promise<readonly LayerFile[]> {
  const folder = vault.openIncoming()
  const shelf = new LayerShelf(folder)
  const layers: LayerFile[] = []
  for (const content of contents) {
    layers.push(await shelf.put(Readable.from([Buffer.from(content)]), new AbortController().signal))
  }
  await vault.add({ imageId, platform: 'linux/amd64', config: Buffer.from(`config of ${imageId}`), layers })
  rmSync(folder, { recursive: true })
  return layers
}

const fileOf = (layer: LayerFile | undefined) =>
  join(root, 'vault', `${layer?.diffId.replace('sha256:', '')}.tar.gz`)

describe('the vault', () => {
  it('hands out what was put in, byte for byte, and layers in their order', async () => {
    const layers = await add('image', 'lowest', 'upper', 'lowest')

    const lent = await vault.lend('image', async (image, files) => ({ image, files }))

    expect(lent?.image).toMatchObject({ platform: 'linux/amd64', config: Buffer.from('config of image') })
    expect(lent?.files.map(({ diffId }) => diffId)).toEqual(layers.map(({ diffId }) => diffId))
    expect(lent?.files.every(({ path }) => existsSync(path))).toBe(true)
  })

  it('keeps a layer once, and for as long as an image is made of it', async () => {
    await add('one', 'base', 'one')
    await add('two', 'base', 'two')
    expect(inVault()).toHaveLength(3)

    vault.remove(['one'])
    expect(inVault()).toHaveLength(2)
    vault.remove(['two'])
    expect(inVault()).toEqual([])
    expect(vault.isEmpty).toBe(true)
  })

  it('offers no copy with a damaged layer, nor another one that is made of it', async () => {
    const [base] = await add('one', 'base', 'one')
    await add('two', 'base', 'two')
    await add('other', 'other')
    writeFileSync(fileOf(base), 'damaged')

    expect(await vault.lend('one', async () => 'lent')).toBeNull()
    expect(vault.imageIds()).toEqual(['other'])
    expect(await vault.lend('other', async () => 'lent')).toBe('lent')
  })

  it('does not remove what is being sent', async () => {
    await add('image', 'layer')

    await vault.lend('image', async (_image, [file]) => {
      vault.remove(['image'])
      expect(existsSync(file?.path ?? '')).toBe(true)
    })

    vault.remove(['image'])
    expect(inVault()).toEqual([])
  })

  it('removes at the start what a killed process left, and forgets copies whose files are gone or torn', async () => {
    const [gone] = await add('gone', 'gone')
    const [torn] = await add('torn', 'torn')
    await add('whole', 'whole')
    vault.openIncoming()
    rmSync(fileOf(gone))
    truncateSync(fileOf(torn), 3)
    writeFileSync(join(root, 'vault', 'unknown.tar.gz'), 'x')

    await open().sweep()

    expect(vault.imageIds()).toEqual(['whole'])
    expect(inVault()).toHaveLength(1)
  })
})
