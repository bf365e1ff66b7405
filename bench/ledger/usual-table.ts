import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type LedgerContender, newest } from './contender.ts'
import { entriesPerWorkload, history } from './fill.ts'

/** The usual way: a table with a row id, an index by workload and time, and the entry as JSON in one column.
 *  With the same durability as Slipway's. */
export function usualTable(folder: string, workloads: readonly string[]): LedgerContender {
  const db = new Database(join(folder, 'usual.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(`
    CREATE TABLE deployments (
      id TEXT PRIMARY KEY, workload_id TEXT NOT NULL, created_at INTEGER NOT NULL, entry TEXT NOT NULL
    );
    CREATE INDEX deployments_workload ON deployments (workload_id, created_at);`)
  fill(db, workloads)
  const read = db.prepare(
    'SELECT entry FROM deployments WHERE workload_id = ? ORDER BY created_at DESC LIMIT ?',
  )
  const insert = db.prepare(
    'INSERT INTO deployments (id, workload_id, created_at, entry) VALUES (?, ?, ?, ?)',
  )
  const update = db.prepare('UPDATE deployments SET entry = ? WHERE id = ?')
  const prune = db.prepare(`
    DELETE FROM deployments WHERE id IN (
      SELECT id FROM deployments WHERE workload_id = ? ORDER BY created_at DESC LIMIT -1 OFFSET ?)`)
  return {
    name: 'row id, index by time, JSON',
    readNewest: (workloadId) => {
      const rows = read.all(workloadId, newest) as { entry: string }[]
      return rows.map(({ entry }) => JSON.parse(entry) as object).length
    },
    add: (request) => {
      const id = randomUUID()
      const entry = { ...request, id, outcome: 'queued', queuedAt: Date.now() }
      db.transaction(() => {
        insert.run(id, request.workloadId, entry.queuedAt, JSON.stringify(entry))
        prune.run(request.workloadId, entriesPerWorkload)
      }).immediate()
      return () => {
        const closed = { ...entry, outcome: 'failed', errorCode: 'exited_early', finishedAt: Date.now() }
        update.run(JSON.stringify(closed), id)
      }
    },
    close: () => db.close(),
  }
}

function fill(db: Database.Database, workloads: readonly string[]): void {
  const add = db.prepare('INSERT INTO deployments (id, workload_id, created_at, entry) VALUES (?, ?, ?, ?)')
  db.transaction(() => {
    for (const entry of history(workloads)) {
      const { config, ...fields } = entry
      add.run(entry.id, entry.workloadId, entry.at, JSON.stringify({ ...fields, config: JSON.parse(config) }))
    }
  })()
  db.pragma('wal_checkpoint(TRUNCATE)')
}
