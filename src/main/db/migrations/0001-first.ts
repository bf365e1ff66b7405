import type { Migration } from '../migration.ts'

/** Hosts, workloads, the ledger, the containers index, kept images, tokens and settings. */
export const migration: Migration = {
  version: 1,
  sql: `
    CREATE TABLE hosts (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      created_at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO hosts (id, name, created_at) VALUES ('local', 'local', 0);

    CREATE TABLE workloads (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL COLLATE NOCASE UNIQUE,
      kind TEXT NOT NULL,
      ref_id TEXT NOT NULL,
      host_id TEXT NOT NULL REFERENCES hosts (id),
      parent_id TEXT REFERENCES workloads (id) ON DELETE SET NULL,
      source TEXT NOT NULL CHECK (json_valid(source)),
      settle_ms INTEGER NOT NULL,
      gate_timeout_ms INTEGER NOT NULL,
      stop_timeout_ms INTEGER NOT NULL,
      history_limit INTEGER NOT NULL,
      image_limit INTEGER NOT NULL,
      next_seq INTEGER NOT NULL DEFAULT 1,
      -- 1 while the containers on the host may not be as the ledger says: from before the first touch until all is put right.
      unsettled INTEGER NOT NULL DEFAULT 0,
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      UNIQUE (kind, ref_id)
    ) STRICT;
    CREATE INDEX workloads_parent ON workloads (parent_id);

    CREATE TABLE deploy_history (
      workload_id TEXT NOT NULL REFERENCES workloads (id) ON DELETE CASCADE,
      seq INTEGER NOT NULL,
      id TEXT NOT NULL,
      kind TEXT NOT NULL,
      reason TEXT NOT NULL,
      trigger_id TEXT,
      delivery_id TEXT,
      actor TEXT NOT NULL,
      host_id TEXT NOT NULL,
      source_kind TEXT NOT NULL,
      reference TEXT NOT NULL,
      pinned_reference TEXT,
      digest TEXT,
      image_id TEXT,
      platform TEXT,
      config_hash TEXT,
      config TEXT CHECK (config IS NULL OR json_valid(config)),
      config_mode TEXT,
      outcome TEXT NOT NULL,
      error_code TEXT,
      phase TEXT,
      replacement TEXT,
      exit_code INTEGER,
      health_status TEXT,
      backup_id TEXT,
      backup_code TEXT,
      rollback_of TEXT,
      promoted_from TEXT,
      previous_id TEXT,
      queued_at INTEGER NOT NULL,
      started_at INTEGER,
      finished_at INTEGER,
      PRIMARY KEY (workload_id, seq)
    ) STRICT, WITHOUT ROWID;
    -- Narrow, so that finding the entry beyond the limit does not read the entries.
    CREATE INDEX deploy_history_seq ON deploy_history (workload_id, seq);
    CREATE UNIQUE INDEX deploy_history_id ON deploy_history (id);
    CREATE INDEX deploy_history_open ON deploy_history (outcome) WHERE finished_at IS NULL;
    CREATE INDEX deploy_history_success ON deploy_history (workload_id, seq) WHERE outcome = 'succeeded';
    -- An entry closes once and is never edited after that, whatever the code above does.
    CREATE TRIGGER deploy_history_closed BEFORE UPDATE ON deploy_history WHEN old.finished_at IS NOT NULL
    BEGIN
      SELECT RAISE(ABORT, 'a closed ledger entry is never edited');
    END;

    CREATE TABLE containers (
      id TEXT PRIMARY KEY,
      workload_id TEXT NOT NULL REFERENCES workloads (id) ON DELETE CASCADE,
      deploy_id TEXT NOT NULL,
      host_id TEXT NOT NULL,
      service TEXT NOT NULL,
      -- current: what the ledger says should be there; candidate: not through its gate; retired: replaced, to be removed.
      role TEXT NOT NULL CHECK (role IN ('current', 'candidate', 'retired')),
      -- 1 from when a deploy sets out to replace a container that runs until it is replaced or runs again: only what
      -- Slipway stopped is started by it.
      should_run INTEGER NOT NULL DEFAULT 0,
      config_hash TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX containers_workload ON containers (workload_id);

    CREATE TABLE kept_images (
      workload_id TEXT NOT NULL REFERENCES workloads (id) ON DELETE CASCADE,
      host_id TEXT NOT NULL,
      image_id TEXT NOT NULL,
      -- The repository@digest that a pull of ours brought; null for an image that was there before us.
      pulled_as TEXT,
      -- 0 for an image that a pull of ours brought, before (or without) a success that makes it worth keeping.
      is_kept INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (workload_id, host_id, image_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE tokens (
      id TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      role TEXT NOT NULL,
      hash BLOB NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER,
      last_used_at INTEGER
    ) STRICT;

    CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL CHECK (json_valid(value))) STRICT;
  `,
}
