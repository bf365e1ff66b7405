import type { Migration } from '../migration.ts'

/** Hosts over SSH and TLS, what was last seen of every host, deploys that wait for a host, and sealed secrets. */
export const migration: Migration = {
  version: 3,
  sql: `
    ALTER TABLE hosts ADD COLUMN kind TEXT NOT NULL DEFAULT 'local' CHECK (kind IN ('local', 'ssh', 'tcp'));
    ALTER TABLE hosts ADD COLUMN endpoint TEXT;
    ALTER TABLE hosts ADD COLUMN identity_file TEXT;
    ALTER TABLE hosts ADD COLUMN tls TEXT CHECK (tls IS NULL OR json_valid(tls));
    -- The engine as last seen, and when: shown while the host is away.
    ALTER TABLE hosts ADD COLUMN engine TEXT CHECK (engine IS NULL OR json_valid(engine));
    ALTER TABLE hosts ADD COLUMN last_seen_at INTEGER;
    CREATE UNIQUE INDEX hosts_name ON hosts (name COLLATE NOCASE);
    -- What keeps a host from being removed.
    CREATE INDEX workloads_host ON workloads (host_id);

    ALTER TABLE deploy_history ADD COLUMN waits_for_host INTEGER NOT NULL DEFAULT 0;

    -- Values that only this computer can read; the scope names what they belong to.
    CREATE TABLE secrets (
      scope TEXT NOT NULL,
      name TEXT NOT NULL,
      sealed BLOB NOT NULL,
      PRIMARY KEY (scope, name)
    ) STRICT, WITHOUT ROWID;
  `,
}
