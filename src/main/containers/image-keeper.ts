import type Database from 'better-sqlite3'
import type { Engine, LocalImage } from '../docker/engine.ts'
import { labels } from './labels.ts'
import { holderName, keepTag } from './names.ts'

interface KeepingPlace {
  readonly engine: Engine
  readonly workload: { readonly id: string; readonly hostId: string }
}

/** An image that the store knows for a workload on a host. */
interface KnownImage {
  readonly imageId: string
  /** The `repository@digest` that a pull of ours brought; null for an image that was there before us. */
  readonly pulledAs: string | null
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
    return this.#statements.isKept.get(workloadId, hostId, imageId) !== undefined
  }

  /** Ids of all images on a host that are kept for a workload, or that a pull of ours brought. */
  knownOn(hostId: string): ReadonlySet<string> {
    return new Set(this.#statements.knownOn.all(hostId).map((row) => (row as { id: string }).id))
  }

  /** Whether the store knows of any image of the workload on a host. */
  knowsAny(workloadId: string): boolean {
    return this.#statements.knowsAny.get(workloadId) !== undefined
  }

  /** Whether there is an image that a pull of ours brought and nothing keeps. */
  hasLoose(workloadId: string): boolean {
    return this.#statements.hasLoose.get(workloadId) !== undefined
  }

  /** To be called when a pull of ours has brought an image, so that it goes again whatever comes of the deploy. */
  notePulled({ id, hostId }: KeepingPlace['workload'], imageId: string, pulledAs: string): void {
    this.#statements.notePulled.run(id, hostId, imageId, pulledAs)
  }

  /** Keeps the wanted images that are on the host, puts back what was pruned of tags and holders, and lets go of all
   *  other images of this workload. */
  async sync(place: KeepingPlace, wantedIds: readonly string[]): Promise<void> {
    const held = await holders(place)
    for (const imageId of wantedIds) await this.#keep(place, imageId, held)
    for (const image of this.#of(place)) {
      if (!wantedIds.includes(image.imageId)) await this.#release(place, image, held)
    }
  }

  /** Lets go of every image of the workload on its host. */
  async releaseAll(place: KeepingPlace): Promise<void> {
    await this.sync(place, [])
  }

  async #keep(
    { engine, workload }: KeepingPlace,
    imageId: string,
    held: ReadonlyMap<string, string>,
  ): Promise<void> {
    const image = await engine.inspectImage(imageId)
    if (image === null) return
    const { repository, tag } = keepTag(workload.id, imageId)
    if (!image.repoTags.includes(`${repository}:${tag}`)) await engine.tagImage(imageId, repository, tag)
    if (!held.has(imageId)) {
      await engine.createContainer(holderName(workload.id, imageId), {
        Image: imageId,
        // Never started; some images have no command of their own, and the engine wants one.
        Entrypoint: ['slipway-keep'],
        NetworkDisabled: true,
        Labels: { [labels.workload]: workload.id, [labels.role]: 'holder' },
      })
    }
    this.#statements.keep.run(workload.id, workload.hostId, imageId)
  }

  async #release(
    { engine, workload }: KeepingPlace,
    { imageId, pulledAs }: KnownImage,
    held: ReadonlyMap<string, string>,
  ): Promise<void> {
    const holder = held.get(imageId)
    if (holder !== undefined) await engine.removeContainer(holder)
    const { repository, tag } = keepTag(workload.id, imageId)
    const image = await engine.inspectImage(imageId)
    if (image !== null) await dropName(engine, image, `${repository}:${tag}`, pulledAs)
    // Another workload that keeps the image has to know how it came, when it is the last to let go.
    if (pulledAs !== null) this.#statements.handOn.run(pulledAs, workload.hostId, imageId)
    this.#statements.remove.run(workload.id, workload.hostId, imageId)
  }

  #of({ workload }: KeepingPlace): KnownImage[] {
    return this.#statements.of.all(workload.id, workload.hostId) as KnownImage[]
  }
}

/** Takes our tag from an image. The engine deletes an image with its last name, so one that somebody else brought
 *  keeps our tag when that is the last, and one that only our own pull brought goes. */
async function dropName(
  engine: Engine,
  { repoTags, repoDigests }: LocalImage,
  ownTag: string,
  pulledAs: string | null,
): Promise<void> {
  const hasOtherTags = repoTags.some((tag) => tag !== ownTag)
  if (pulledAs === null) {
    if (hasOtherTags || repoDigests.length > 0) await engine.untagImage(ownTag)
    return
  }
  await engine.untagImage(ownTag)
  if (!hasOtherTags) await engine.untagImage(pulledAs)
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

function prepare(db: Database.Database) {
  return {
    isKept: db.prepare(
      'SELECT 1 FROM kept_images WHERE workload_id = ? AND host_id = ? AND image_id = ? AND is_kept = 1',
    ),
    knownOn: db.prepare('SELECT DISTINCT image_id AS id FROM kept_images WHERE host_id = ?'),
    knowsAny: db.prepare('SELECT 1 FROM kept_images WHERE workload_id = ? LIMIT 1'),
    hasLoose: db.prepare('SELECT 1 FROM kept_images WHERE workload_id = ? AND is_kept = 0 LIMIT 1'),
    notePulled: db.prepare(`
      INSERT INTO kept_images (workload_id, host_id, image_id, pulled_as) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET pulled_as = excluded.pulled_as`),
    keep: db.prepare(`
      INSERT INTO kept_images (workload_id, host_id, image_id, is_kept) VALUES (?, ?, ?, 1)
      ON CONFLICT DO UPDATE SET is_kept = 1`),
    handOn: db.prepare(
      'UPDATE kept_images SET pulled_as = coalesce(pulled_as, ?) WHERE host_id = ? AND image_id = ?',
    ),
    remove: db.prepare('DELETE FROM kept_images WHERE workload_id = ? AND host_id = ? AND image_id = ?'),
    of: db.prepare(`
      SELECT image_id AS "imageId", pulled_as AS "pulledAs"
      FROM kept_images WHERE workload_id = ? AND host_id = ?`),
  }
}
