import { chmodSync, existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { migrate, migrations, NewerDatabaseError } from './migrate.ts'

export type { Database } from 'better-sqlite3'

/** Opens the store in its newest format, making it when it is not there; readable by the owner alone.
 *  @throws NewerDatabaseError for a file of a newer Slipway, which is left untouched */
export function openStore(path: string): Database.Database {
  if (path !== ':memory:' && existsSync(path)) refuseNewer(path)
  const db = new Database(path)
  try {
    if (path !== ':memory:') chmodSync(path, 0o600)
    db.pragma('journal_mode = WAL')
    // The ledger promises that what it says has happened survives a power cut; 0.13 ms a commit.
    db.pragma('synchronous = FULL')
    // Moving the log into the file is what makes one write in a hundred slow; at 16 MiB it is one in five hundred.
    db.pragma('wal_autocheckpoint = 4000')
    db.pragma('foreign_keys = ON')
    db.pragma('busy_timeout = 5000')
    migrate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Looks through a read-only handle, so that not even the journal mode of a newer file changes. */
function refuseNewer(path: string): void {
  const db = new Database(path, { readonly: true })
  try {
    const found = Number(db.pragma('user_version', { simple: true }))
    if (found > migrations.length) throw new NewerDatabaseError(path, found, migrations.length)
  } finally {
    db.close()
  }
}
