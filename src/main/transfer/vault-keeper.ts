import { rmSync } from 'node:fs'
import { describeFailure } from '../docker/describe-failure.ts'
import { type Engine, EngineError, type LocalImage } from '../docker/engine.ts'
import type { Logger } from '../log/logger.ts'
import { readImageConfig } from './image-config.ts'
import type { LayerFile } from './image-copy.ts'
import { LayerShelf, NoRoom } from './layer-shelf.ts'
import { readArchive } from './read-archive.ts'
import type { Vault } from './vault.ts'
import { chooseKept, type PlannedImage, roomLeft } from './vault-plan.ts'

export interface WantedImage {
  readonly imageId: string
  readonly hostId: string
}

export interface VaultKeeperParts {
  readonly vault: Vault
  /** Images that a rollback may want, newest first. */
  readonly wanted: () => readonly WantedImage[]
  /** Engines that may have the image, the nearest first. */
  readonly engines: (hostId: string) => readonly Engine[]
  /** Null while no copies are to be kept. */
  readonly limitBytes: () => number | null
  readonly log: Logger
}

/** Makes the vault hold what it should, in the background: one image at a time, and no deploy waits for it. */
export class VaultKeeper {
  readonly #parts: VaultKeeperParts
  readonly #stop = new AbortController()
  /** Sizes of images that had no room, as far as they were read: not to be read again for the same room. */
  readonly #tooLarge = new Map<string, number>()
  #running: Promise<void> | null = null
  #isDue = false

  constructor(parts: VaultKeeperParts) {
    this.#parts = parts
  }

  /** To be called when what should be kept may have changed, or a host has come back. */
  advance(): void {
    if (this.#stop.signal.aborted) return
    this.#isDue = true
    this.#running ??= this.#run()
  }

  /** Resolves when there is nothing to do. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  /** Leaves off at once; a copy that was not whole is as if it had never begun. */
  async close(): Promise<void> {
    this.#stop.abort()
    await this.idle()
  }

  async #run(): Promise<void> {
    // The caller is in the middle of a deploy, or of an event.
    await new Promise(setImmediate)
    try {
      while (this.#isDue && !this.#stop.signal.aborted) {
        this.#isDue = false
        await this.#sync()
      }
    } catch (error) {
      this.#parts.log.error({ ...describeFailure(error) }, 'could not look after the copies of images')
    } finally {
      this.#running = null
    }
  }

  async #sync(): Promise<void> {
    const { vault, limitBytes } = this.#parts
    if (limitBytes() === null) {
      if (!vault.isEmpty) vault.remove(vault.imageIds())
      return
    }
    this.#evict()
    for (const image of this.#missing()) {
      if (this.#stop.signal.aborted || limitBytes() === null) return
      await this.#copy(image)
      this.#evict()
    }
  }

  #evict(): void {
    const { vault, limitBytes } = this.#parts
    const kept = chooseKept(this.#planned(), limitBytes() ?? 0)
    vault.remove(vault.imageIds().filter((imageId) => !kept.has(imageId)))
  }

  #missing(): readonly WantedImage[] {
    const { vault, wanted, limitBytes } = this.#parts
    const kept = chooseKept(this.#planned(), limitBytes() ?? 0)
    return distinct(wanted()).filter(({ imageId }) => kept.has(imageId) && !vault.has(imageId))
  }

  #planned(): readonly PlannedImage[] {
    const { vault, wanted } = this.#parts
    return distinct(wanted()).map(({ imageId }) => ({ imageId, layers: this.#sizes(vault, imageId) }))
  }

  #sizes(vault: Vault, imageId: string): ReadonlyMap<string, number> | null {
    const tooLarge = this.#tooLarge.get(imageId)
    return vault.layersOf(imageId) ?? (tooLarge === undefined ? null : new Map([[imageId, tooLarge]]))
  }

  /** What newer images leave of the limit. */
  #roomFor(imageId: string): number {
    const planned = this.#planned()
    const newer = planned.slice(
      0,
      planned.findIndex((image) => image.imageId === imageId),
    )
    const limit = this.#parts.limitBytes() ?? 0
    const kept = chooseKept(newer, limit)
    return roomLeft(
      newer.filter((image) => kept.has(image.imageId)),
      limit,
    )
  }

  async #copy({ imageId, hostId }: WantedImage): Promise<void> {
    const { log } = this.#parts
    const room = this.#roomFor(imageId)
    try {
      for (const engine of this.#parts.engines(hostId)) {
        const image = await engine.inspectImage(imageId, this.#stop.signal)
        if (image === null) continue
        await this.#copyFrom(engine, imageId, image, room)
        this.#tooLarge.delete(imageId)
        log.info({ imageId }, 'an image is kept on this computer')
        return
      }
    } catch (error) {
      if (this.#stop.signal.aborted) return
      if (error instanceof NoRoom) this.#tooLarge.set(imageId, room + 1)
      else
        log.warn(
          { imageId, ...describeFailure(error) },
          'could not keep a copy of an image; tried again later',
        )
    }
  }

  /** Read once, since it may come over a slow connection: every file that may be a layer is kept until all is known. */
  async #copyFrom(engine: Engine, imageId: string, { platform }: LocalImage, room: number): Promise<void> {
    const { vault, limitBytes } = this.#parts
    const { signal } = this.#stop
    const folder = vault.openIncoming()
    try {
      const shelf = new LayerShelf(folder)
      const put = async (content: AsyncIterable<Uint8Array>): Promise<LayerFile> => {
        // One that the vault has already takes no room in the end, but is known only by then; larger than all of the vault
        // it cannot be.
        const file = await shelf.put(content, signal, limitBytes() ?? 0)
        if (vault.hasLayer(file.diffId)) shelf.discard(file)
        if (shelf.bytes > room) throw new NoRoom('There is no room for this image.')
        return file
      }
      const archive = await readArchive(engine.exportImage(imageId, signal), { wants: () => true, put })
      // A host may give anything; what it gives under this id may be sent to others later.
      if (!archive.isOf(imageId))
        throw new EngineError('transfer_failed', null, 'The engine gave another image than was asked for.')
      const files = new Map([...archive.files.values()].map((file) => [file.diffId, file]))
      const layers = readImageConfig(archive.config).rootfs.diff_ids.map(
        (diffId) => files.get(diffId) ?? { diffId },
      )
      await vault.add({ imageId, platform, config: archive.config, layers })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

function distinct(images: readonly WantedImage[]): readonly WantedImage[] {
  return images.filter(({ imageId }, at) => images.findIndex((other) => other.imageId === imageId) === at)
}
