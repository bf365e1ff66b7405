import { Failure } from '../../contract/failure.ts'
import type { HostDisk, HostImage, HostPrune, HostPruned } from '../../contract/host.ts'
import type { DiskUse, ImageUse } from '../docker/disk.ts'
import { type Engine, EngineError, type ListedImage } from '../docker/engine.ts'
import { familiar, isReference, parseReference } from '../docker/reference.ts'
import type { Hosts } from './hosts.ts'

/** What Slipway needs of a host's images, besides those that containers use. */
export interface NeededImages {
  /** Of those that are kept, or that a deploy has brought. */
  readonly ids: ReadonlySet<string>
  /** Of those that apps, and deploys which have not ended, ask for. */
  readonly references: readonly string[]
}

export interface HostDiskParts {
  readonly hosts: Pick<Hosts, 'get' | 'engine'>
  readonly neededOn: (hostId: string) => NeededImages
  /** Whether a tag is one that Slipway gives, by which an image is kept. */
  readonly isOwnTag: (tag: string) => boolean
}

/** How many images are looked at at once. */
const laneCount = 8

/** What takes up the disk of each host, and how it is freed with care. All throw Failure `not_found`, and
 *  `host_unavailable` when the engine cannot be asked now. */
export class HostDisks {
  readonly #parts: HostDiskParts

  constructor(parts: HostDiskParts) {
    this.#parts = parts
  }

  async measure(hostId: string): Promise<HostDisk> {
    const use = await this.#with(hostId, (engine) => engine.diskUse())
    const removable = this.#removable(hostId, use)
    const needed = this.#needed(hostId)
    return {
      images: {
        count: use.images.length,
        bytes: use.layerBytes,
        // Layers that only removable images share go too, so it may be more in the end.
        reclaimableBytes: removable.reduce((bytes, image) => bytes + image.ownBytes, 0),
      },
      keptImages: { count: use.images.filter((image) => this.#isKept(image, needed.ids)).length },
      containers: { ...use.containers, reclaimableBytes: 0 },
      volumes: { ...use.volumes, reclaimableBytes: 0 },
      buildCache: {
        count: use.buildCache.count,
        bytes: use.buildCache.bytes,
        reclaimableBytes: use.buildCache.unusedBytes,
      },
    }
  }

  /** Removes images one by one, never by force, so that the engine itself refuses what is used meanwhile. Volumes and
   *  containers stay. */
  async prune(hostId: string, { images, buildCache }: HostPrune): Promise<HostPruned> {
    return await this.#with(hostId, async (engine) => {
      const pruned = images ? await this.#pruneImages(hostId, engine) : { removedImages: 0, freedBytes: 0 }
      const cacheBytes = buildCache ? await engine.pruneBuildCache() : 0
      return { ...pruned, freedBytes: pruned.freedBytes + cacheBytes }
    })
  }

  /** One row per tag, the newest image first; without the tags that are ours. */
  async images(hostId: string): Promise<HostImage[]> {
    return await this.#with(hostId, async (engine) => {
      const found = [...(await engine.listImages())].sort((a, b) => b.createdAt - a.createdAt)
      const named = found.filter(({ repoTags }) => repoTags.some((tag) => !this.#parts.isOwnTag(tag)))
      const platforms = await platformsOf(engine, named)
      return named.flatMap(({ id, repoTags, bytes, createdAt }) =>
        repoTags
          .filter((tag) => !this.#parts.isOwnTag(tag))
          .map((reference) => ({
            imageId: id,
            reference,
            platform: platforms.get(id) ?? null,
            bytes,
            createdAt,
          })),
      )
    })
  }

  async #pruneImages(hostId: string, engine: Engine): Promise<HostPruned> {
    const before = await engine.diskUse()
    let removedImages = 0
    for (const image of this.#removable(hostId, before)) {
      // What a deploy needs may have changed since the disk was measured.
      if (this.#isNeeded(image, this.#needed(hostId))) continue
      if (await remove(engine, image)) removedImages += 1
    }
    const after = removedImages === 0 ? before : await engine.diskUse()
    return { removedImages, freedBytes: Math.max(0, before.layerBytes - after.layerBytes) }
  }

  #removable(hostId: string, { images }: DiskUse): readonly ImageUse[] {
    const needed = this.#needed(hostId)
    return images.filter((image) => !image.hasContainers && !this.#isNeeded(image, needed))
  }

  #needed(hostId: string): { readonly ids: ReadonlySet<string>; readonly tags: ReadonlySet<string> } {
    const { ids, references } = this.#parts.neededOn(hostId)
    return { ids, tags: new Set(references.flatMap(tagOf)) }
  }

  #isNeeded(
    image: ImageUse,
    { ids, tags }: { ids: ReadonlySet<string>; tags: ReadonlySet<string> },
  ): boolean {
    return this.#isKept(image, ids) || image.repoTags.some((tag) => tags.has(tag))
  }

  #isKept({ id, repoTags }: ImageUse, keptIds: ReadonlySet<string>): boolean {
    return keptIds.has(id) || repoTags.some((tag) => this.#parts.isOwnTag(tag))
  }

  async #with<Result>(hostId: string, ask: (engine: Engine) => Promise<Result>): Promise<Result> {
    const { hosts } = this.#parts
    const unavailable = () => new Failure('host_unavailable', { hostId, reason: hosts.get(hostId).reason })
    hosts.get(hostId)
    const engine = hosts.engine(hostId)
    if (engine === null) throw unavailable()
    try {
      return await ask(engine)
    } catch (error) {
      if (error instanceof EngineError && error.code === 'host_unreachable') throw unavailable()
      throw error
    }
  }
}

/** By its names one by one: an image with several is not removed by its id. Whether it is gone then. */
async function remove(engine: Engine, { id, repoTags, repoDigests }: ImageUse): Promise<boolean> {
  const names = [...repoTags, ...repoDigests]
  for (const name of names.length === 0 ? [id] : names) await engine.untagImage(name)
  return (await engine.inspectImage(id)) === null
}

/** As an engine lists it. */
function tagOf(reference: string): string[] {
  const parsed = parseReference(reference)
  return isReference(parsed) ? [familiar(parsed)] : []
}

/** By image id; an image that went meanwhile has none. */
async function platformsOf(
  engine: Engine,
  images: readonly ListedImage[],
): Promise<ReadonlyMap<string, string>> {
  const platforms = new Map<string, string>()
  const waiting = images.map(({ id }) => id)
  const lane = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const image = await engine.inspectImage(id)
      if (image !== null) platforms.set(id, image.platform)
    }
  }
  await Promise.all(Array.from({ length: laneCount }, lane))
  return platforms
}
