import type Database from 'better-sqlite3'
import type { LayerFile } from './image-copy.ts'

export interface VaultLayer {
  readonly diffId: string
  readonly bytes: number
  readonly sha256: string
}

export interface VaultImage {
  readonly imageId: string
  readonly platform: string
  readonly config: Buffer
  /** The lowest first. */
  readonly layers: readonly VaultLayer[]
}

/** What the store says of the copies on this computer. */
export class VaultIndex {
  readonly #statements: ReturnType<typeof prepare>
  readonly #addAll: (image: Omit<VaultImage, 'layers'>, layers: readonly VaultLayer[]) => void

  constructor(db: Database.Database) {
    const statements = prepare(db)
    this.#statements = statements
    this.#addAll = db.transaction(({ imageId, platform, config }, layers) => {
      statements.addImage.run(imageId, platform, config)
      for (const [position, { diffId, bytes, sha256 }] of layers.entries()) {
        statements.addLayer.run(diffId, bytes, sha256)
        statements.addPlace.run(imageId, position, diffId)
      }
    })
  }

  has(imageId: string): boolean {
    return this.#statements.has.get(imageId) !== undefined
  }

  hasAny(): boolean {
    return this.#statements.hasAny.get() !== undefined
  }

  imageIds(): readonly string[] {
    return this.#statements.imageIds.all() as string[]
  }

  get(imageId: string): VaultImage | null {
    const image = this.#statements.image.get(imageId) as Omit<VaultImage, 'layers'> | undefined
    return image === undefined ? null : { ...image, layers: this.layersOf(imageId) }
  }

  /** The lowest first. */
  layersOf(imageId: string): readonly VaultLayer[] {
    return this.#statements.layersOf.all(imageId) as VaultLayer[]
  }

  layers(): readonly VaultLayer[] {
    return this.#statements.layers.all() as VaultLayer[]
  }

  /** In one transaction: an image is in the vault whole or not at all. */
  add(image: Omit<VaultImage, 'layers'>, layers: readonly (VaultLayer | LayerFile)[]): void {
    this.#addAll(image, layers)
  }

  remove(imageId: string): void {
    this.#statements.remove.run(imageId)
  }

  imagesWith(diffId: string): readonly string[] {
    return this.#statements.imagesWith.all(diffId) as string[]
  }

  /** Forgets the layers of which no image is made any more. */
  forgetLoose(): readonly string[] {
    return this.#statements.forgetLoose.all() as string[]
  }
}

function prepare(db: Database.Database) {
  return {
    has: db.prepare('SELECT 1 FROM vault_images WHERE image_id = ?'),
    hasAny: db.prepare('SELECT 1 FROM vault_images LIMIT 1'),
    imageIds: db.prepare('SELECT image_id FROM vault_images').pluck(),
    image: db.prepare('SELECT image_id AS "imageId", platform, config FROM vault_images WHERE image_id = ?'),
    layersOf: db.prepare(`
      SELECT diff_id AS "diffId", bytes, sha256
      FROM vault_image_layers JOIN vault_layers USING (diff_id) WHERE image_id = ? ORDER BY position`),
    layers: db.prepare('SELECT diff_id AS "diffId", bytes, sha256 FROM vault_layers'),
    addImage: db.prepare('INSERT INTO vault_images (image_id, platform, config) VALUES (?, ?, ?)'),
    addLayer: db.prepare(
      'INSERT INTO vault_layers (diff_id, bytes, sha256) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    addPlace: db.prepare('INSERT INTO vault_image_layers (image_id, position, diff_id) VALUES (?, ?, ?)'),
    remove: db.prepare('DELETE FROM vault_images WHERE image_id = ?'),
    imagesWith: db.prepare('SELECT DISTINCT image_id FROM vault_image_layers WHERE diff_id = ?').pluck(),
    forgetLoose: db
      .prepare(
        'DELETE FROM vault_layers WHERE diff_id NOT IN (SELECT diff_id FROM vault_image_layers) RETURNING diff_id',
      )
      .pluck(),
  }
}
