import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { openStore } from '../../src/main/db/open.ts'
import { Ledger } from '../../src/main/ledger/ledger.ts'
import { type LedgerContender, newest } from './contender.ts'
import { entriesPerWorkload, history } from './fill.ts'

/** Slipway's ledger on a store as the application opens it. */
export function slipwayLedger(folder: string, workloads: readonly string[]): LedgerContender {
  const db = openStore(join(folder, 'slipway.db'))
  fill(db, workloads)
  const ledger = new Ledger(db, () => undefined)
  return {
    name: 'Slipway',
    readNewest: (workloadId) => ledger.list(workloadId, newest).length,
    add: (request) => {
      const { id } = ledger.open(request)
      return () => ledger.close(id, { outcome: 'failed', errorCode: 'exited_early' })
    },
    close: () => db.close(),
  }
}

function fill(db: Database.Database, workloads: readonly string[]): void {
  const addWorkload = db.prepare(`
    INSERT INTO workloads (id, name, kind, ref_id, host_id, source, settle_ms, gate_timeout_ms, stop_timeout_ms,
      history_limit, image_limit, next_seq, created_at, updated_at)
    VALUES (@id, @name, 'image', @id, 'local', '{}', 7000, 120000, 10000, @limit, 5, @limit + 1, 0, 0)`)
  const addEntry = db.prepare(`
    INSERT INTO deploy_history (workload_id, seq, id, kind, reason, actor, host_id, source_kind, reference,
      pinned_reference, digest, image_id, platform, config_hash, config, outcome, error_code, phase, replacement,
      health_status, backup_code, queued_at, started_at, finished_at)
    VALUES (@workloadId, @seq, @id, 'deploy', 'manual', 'local', 'local', 'image', @reference,
      @reference, @digest, @imageId, 'linux/amd64', @configHash, @config, @outcome, @errorCode, 'record', 'recreate',
      'none', 'no_volumes', @at, @at + 5, @at + 9000)`)
  db.transaction(() => {
    for (const [number, id] of workloads.entries()) {
      addWorkload.run({ id, name: `app-${number}`, limit: entriesPerWorkload })
    }
    for (const entry of history(workloads)) addEntry.run(entry)
  })()
  db.pragma('wal_checkpoint(TRUNCATE)')
}
