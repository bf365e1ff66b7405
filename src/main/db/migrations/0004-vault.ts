import type { Migration } from '../migration.ts'

/** Copies of images that are kept on this computer. */
export const migration: Migration = {
  version: 4,
  sql: `
    -- A row is written once its file is whole on the disk; a file without a row is nobody's.
    CREATE TABLE vault_layers (
      diff_id TEXT PRIMARY KEY,
      bytes INTEGER NOT NULL,
      -- Of the file as it is, compressed.
      sha256 TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE vault_images (
      image_id TEXT PRIMARY KEY,
      platform TEXT NOT NULL,
      -- Byte for byte, since its digest is the image's id.
      config BLOB NOT NULL
    ) STRICT;

    CREATE TABLE vault_image_layers (
      image_id TEXT NOT NULL REFERENCES vault_images (image_id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      diff_id TEXT NOT NULL REFERENCES vault_layers (diff_id),
      PRIMARY KEY (image_id, position)
    ) STRICT, WITHOUT ROWID;
  `,
}
