import type { Migration } from '../migration.ts'

/** Samples of what containers use, and their rollups (docs/adr/0004-samples-lie-in-blocks-of-time.md). */
export const migration: Migration = {
  version: 2,
  sql: `
    -- What a sample or a rollup belongs to, by a small number that is never given out twice. A container's parent is
    -- its service: their pasts outlive it.
    CREATE TABLE sampled_series (
      key INTEGER PRIMARY KEY AUTOINCREMENT,
      workload_id TEXT NOT NULL REFERENCES workloads (id) ON DELETE CASCADE,
      kind TEXT NOT NULL CHECK (kind IN ('workload', 'service', 'container')),
      service TEXT NOT NULL,
      container_id TEXT NOT NULL,
      name TEXT NOT NULL,
      parent INTEGER,
      -- The blocks of stats_samples between which it has samples.
      first_block INTEGER NOT NULL,
      last_block INTEGER NOT NULL,
      UNIQUE (workload_id, kind, service, container_id)
    ) STRICT;

    -- Series that are gone while their rows are not: these are removed in small steps.
    CREATE TABLE removed_series (key INTEGER PRIMARY KEY) STRICT;
    CREATE TRIGGER sampled_series_removed AFTER DELETE ON sampled_series
    BEGIN
      INSERT INTO removed_series (key) VALUES (old.key);
    END;

    -- A row's time is block * (length of a block) + slot * (length of a slot). The block comes first in the key, so that
    -- a round is written to few pages, and series second, so that a series is read without its neighbours.
    -- CPU is hundredths of a percent of one core, memory is KiB.
    -- Blocks of 10 min, slots of 1 ms; of containers, and of workloads as the sum of each round.
    CREATE TABLE stats_samples (
      block INTEGER NOT NULL,
      series INTEGER NOT NULL,
      slot INTEGER NOT NULL,
      containers INTEGER NOT NULL,
      cpu INTEGER NOT NULL,
      memory INTEGER NOT NULL,
      PRIMARY KEY (block, series, slot)
    ) STRICT, WITHOUT ROWID;

    ${rollupTable('stats_minutes', 'Blocks of 10 min, slots of 1 min.')}
    ${rollupTable('stats_ten_minutes', 'Blocks of 4 h, slots of 10 min.')}
    ${rollupTable('stats_hours', 'Blocks of 1 d, slots of 1 h.')}

    -- From when on a level has its rows, and until when its rollups are written; both epoch ms.
    CREATE TABLE stats_levels (
      level TEXT PRIMARY KEY,
      kept_from INTEGER NOT NULL,
      closed_until INTEGER NOT NULL
    ) STRICT;
    INSERT INTO stats_levels VALUES ('sample', 0, 0), ('minute', 0, 0), ('tenMinutes', 0, 0), ('hour', 0, 0);

    -- Marks on the time axis; an entry comes in once, when it closes.
    CREATE INDEX deploy_history_finished ON deploy_history (workload_id, finished_at) WHERE finished_at IS NOT NULL;
  `,
}

/** Of services and of workloads. Sums, not averages: those of a longer bucket follow from them exactly. */
function rollupTable(name: string, comment: string): string {
  return `
    -- ${comment}
    CREATE TABLE ${name} (
      block INTEGER NOT NULL,
      series INTEGER NOT NULL,
      slot INTEGER NOT NULL,
      rounds INTEGER NOT NULL,
      containers INTEGER NOT NULL,
      cpu_sum INTEGER NOT NULL,
      cpu_max INTEGER NOT NULL,
      memory_sum INTEGER NOT NULL,
      memory_max INTEGER NOT NULL,
      PRIMARY KEY (block, series, slot)
    ) STRICT, WITHOUT ROWID;`
}
