import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { LayerFile } from './image-copy.ts'
import { isSound } from './layer-shelf.ts'
import type { VaultImage, VaultIndex, VaultLayer } from './vault-index.ts'

export interface VaultCopy {
  readonly imageId: string
  readonly platform: string
  readonly config: Buffer
  /** Those that the vault had before are named alone; files of the others are in a folder of `openIncoming`. */
  readonly layers: readonly (LayerFile | { readonly diffId: string })[]
}

/** Copies of images in a folder: each layer once, as a compressed file under its digest. What the index does not name
 *  is not offered, and every file is checked before it is. */
export class Vault {
  readonly #folder: string
  readonly #index: VaultIndex
  /** Images that are being sent: their files stay until that is over. */
  readonly #inUse = new Map<string, number>()

  constructor(folder: string, index: VaultIndex) {
    this.#folder = folder
    this.#index = index
  }

  /** To be called at the start: removes what a process that was killed left, and forgets copies whose files are gone. */
  async sweep(): Promise<void> {
    const known = new Map(this.#index.layers().map((layer) => [fileNameOf(layer.diffId), layer]))
    for (const name of this.#fileNames()) {
      if (!known.has(name)) rmSync(join(this.#folder, name), { recursive: true, force: true })
    }
    for (const layer of known.values()) {
      const found = await stat(this.#pathOf(layer.diffId)).catch(() => null)
      if (found?.size !== layer.bytes) this.#drop(layer)
    }
  }

  has(imageId: string): boolean {
    return this.#index.has(imageId)
  }

  get isEmpty(): boolean {
    return !this.#index.hasAny()
  }

  imageIds(): readonly string[] {
    return this.#index.imageIds()
  }

  /** Sizes of an image's layers, by digest; null for an image that is not here. */
  layersOf(imageId: string): ReadonlyMap<string, number> | null {
    const layers = this.#index.layersOf(imageId)
    if (layers.length === 0 && !this.has(imageId)) return null
    return new Map(layers.map(({ diffId, bytes }) => [diffId, bytes]))
  }

  hasLayer(diffId: string): boolean {
    return this.#index.imagesWith(diffId).length > 0
  }

  /** A folder for the files of an image to come, on the same disk; the caller removes it. */
  openIncoming(): string {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    return mkdtempSync(join(this.#folder, 'incoming-'))
  }

  /** Takes the files over, and offers the image from then on. */
  async add({ imageId, platform, config, layers }: VaultCopy): Promise<void> {
    const stored = new Map(this.#index.layers().map((layer) => [layer.diffId, layer]))
    const added: VaultLayer[] = []
    for (const layer of layers) {
      const known = stored.get(layer.diffId)
      if (known === undefined && 'path' in layer) {
        await rename(layer.path, this.#pathOf(layer.diffId))
        stored.set(layer.diffId, layer)
      }
      const found = stored.get(layer.diffId)
      if (found === undefined) throw new Error('A layer that was to be in the vault is gone.')
      added.push(found)
    }
    this.#index.add({ imageId, platform, config }, added)
  }

  /** Hands out a copy for as long as `use` takes, each of its layers as a file that was checked.
   *  Null when there is no such copy, or it is damaged: it is forgotten then. */
  async lend<Result>(
    imageId: string,
    use: (image: VaultImage, files: readonly LayerFile[]) => Promise<Result>,
  ): Promise<Result | null> {
    const image = this.#index.get(imageId)
    if (image === null) return null
    this.#inUse.set(imageId, (this.#inUse.get(imageId) ?? 0) + 1)
    try {
      const files = image.layers.map((layer) => ({ ...layer, path: this.#pathOf(layer.diffId) }))
      for (const file of files) {
        if (await isSound(file)) continue
        this.#drop(file)
        return null
      }
      return await use(image, files)
    } finally {
      this.#release(imageId)
    }
  }

  /** Removes copies, save those that are being sent at this moment. */
  remove(imageIds: readonly string[]): void {
    for (const imageId of imageIds) if (!this.#inUse.has(imageId)) this.#index.remove(imageId)
    this.#removeLoose()
  }

  #release(imageId: string): void {
    const users = (this.#inUse.get(imageId) ?? 1) - 1
    if (users === 0) this.#inUse.delete(imageId)
    else this.#inUse.set(imageId, users)
  }

  /** A layer that cannot be read any more takes all images that are made of it along. */
  #drop({ diffId }: Pick<VaultLayer, 'diffId'>): void {
    for (const imageId of this.#index.imagesWith(diffId)) this.#index.remove(imageId)
    this.#removeLoose()
  }

  #removeLoose(): void {
    for (const diffId of this.#index.forgetLoose()) rmSync(this.#pathOf(diffId), { force: true })
  }

  #fileNames(): string[] {
    try {
      return readdirSync(this.#folder)
    } catch {
      return []
    }
  }

  #pathOf(diffId: string): string {
    return join(this.#folder, fileNameOf(diffId))
  }
}

function fileNameOf(diffId: string): string {
  return `${diffId.replace(/^sha256:/, '')}.tar.gz`
}
