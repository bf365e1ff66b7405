import type { Migration } from '../migration.ts'

/** Samples of what containers use, and their rollups. */
export const migration: Migration = {
  version: 2,
  sql: `
    -- What a sample belongs to, by a small number; outlives the container, so that its past can be told apart.
    CREATE TABLE sampled_containers (
      key INTEGER PRIMARY KEY,
      container_id TEXT NOT NULL UNIQUE,
      workload_id TEXT NOT NULL REFERENCES workloads (id) ON DELETE CASCADE,
      service TEXT NOT NULL,
      name TEXT NOT NULL
    ) STRICT;
  `,
}
