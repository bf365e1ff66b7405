import type Database from 'better-sqlite3'
import type { Engine } from '../docker/engine.ts'
import { labels } from './labels.ts'
import { holderName, keepTag } from './names.ts'

/** An image that a workload may want to go back to. */
export interface WantedImage {
  readonly imageId: string
  /** The `repository@digest` that a pull of ours brought, or null. */
  readonly pulledAs: string | null
}

interface KeepingPlace {
  readonly engine: Engine
  readonly workload: { readonly id: string; readonly hostId: string }
}

/** Keeps images on a host against pruning: by a tag of ours, and by a created, never started container,
 *  since `docker image prune -a` takes images that only a tag holds and `docker container prune` takes the container. */
export class ImageKeeper {
  readonly #statements: ReturnType<typeof prepare>

  constructor(db: Database.Database) {
    this.#statements = prepare(db)
  }

  /** Whether the store says that the host keeps the image; for when the host cannot be asked. */
  isKept(workloadId: string, hostId: string, imageId: string): boolean {
    return this.#statements.has.get(workloadId, hostId, imageId) !== undefined
  }

  /** Keeps the wanted images that are on the host, and lets go of all others of this workload. */
  async sync(place: KeepingPlace, wanted: readonly WantedImage[]): Promise<void> {
    const held = await holders(place)
    const wantedIds = new Set(wanted.map(({ imageId }) => imageId))
    for (const image of wanted) {
      if (!held.has(image.imageId)) await this.#keep(place, image)
    }
    for (const image of this.#of(place)) {
      if (!wantedIds.has(image.imageId)) await this.#release(place, image)
    }
  }

  /** Lets go of every image of the workload on its host. */
  async releaseAll(place: KeepingPlace): Promise<void> {
    for (const image of this.#of(place)) await this.#release(place, image)
  }

  async #keep({ engine, workload }: KeepingPlace, { imageId, pulledAs }: WantedImage): Promise<void> {
    if ((await engine.inspectImage(imageId)) === null) return
    const { repository, tag } = keepTag(workload.id, imageId)
    await engine.tagImage(imageId, repository, tag)
    this.#statements.add.run(workload.id, workload.hostId, imageId, pulledAs)
    await engine.createContainer(holderName(workload.id, imageId), {
      Image: imageId,
      // Never started; some images have no command of their own, and the engine wants one.
      Entrypoint: ['slipway-keep'],
      NetworkDisabled: true,
      Labels: { [labels.workload]: workload.id, [labels.role]: 'holder' },
    })
  }

  async #release({ engine, workload }: KeepingPlace, { imageId, pulledAs }: WantedImage): Promise<void> {
    const holder = (await holders({ engine, workload })).get(imageId)
    if (holder !== undefined) await engine.removeContainer(holder)
    const { repository, tag } = keepTag(workload.id, imageId)
    await engine.untagImage(`${repository}:${tag}`)
    if (pulledAs !== null) await dropPulled(engine, imageId, pulledAs)
    this.#statements.remove.run(workload.id, workload.hostId, imageId)
  }

  #of({ workload }: KeepingPlace): WantedImage[] {
    return this.#statements.of.all(workload.id, workload.hostId) as WantedImage[]
  }
}

/** Holders of the workload on the host, container ids by image id. Only what bears our name for that very image, and
 *  was never started, is ours: an image may hand our labels on. */
async function holders({ engine, workload }: KeepingPlace): Promise<ReadonlyMap<string, string>> {
  const found = await engine.listContainers({ [labels.workload]: workload.id, [labels.role]: 'holder' })
  return new Map(
    found
      .filter(
        ({ name, imageId, status }) => status === 'created' && name === holderName(workload.id, imageId),
      )
      .map(({ imageId, id }) => [imageId, id]),
  )
}

/** Removes an image that only our own pull had brought: one with a tag is somebody's. */
async function dropPulled(engine: Engine, imageId: string, pulledAs: string): Promise<void> {
  const image = await engine.inspectImage(imageId)
  if (image !== null && image.repoTags.length === 0) await engine.untagImage(pulledAs)
}

function prepare(db: Database.Database) {
  return {
    has: db.prepare('SELECT 1 FROM kept_images WHERE workload_id = ? AND host_id = ? AND image_id = ?'),
    add: db.prepare(`
      INSERT INTO kept_images (workload_id, host_id, image_id, pulled_as) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET pulled_as = coalesce(pulled_as, excluded.pulled_as)`),
    remove: db.prepare('DELETE FROM kept_images WHERE workload_id = ? AND host_id = ? AND image_id = ?'),
    of: db.prepare(`
      SELECT image_id AS "imageId", pulled_as AS "pulledAs" FROM kept_images WHERE workload_id = ? AND host_id = ?`),
  }
}
