import { closeSync, openSync } from 'node:fs'
import type Database from 'better-sqlite3'
import type { Migration } from './migration.ts'
import { migration as first } from './migrations/0001-first.ts'
import { migration as stats } from './migrations/0002-stats.ts'
import { migration as remoteHosts } from './migrations/0003-remote-hosts.ts'
import { migration as vault } from './migrations/0004-vault.ts'

export const migrations: readonly Migration[] = [first, stats, remoteHosts, vault]

/** The file was written by a newer Slipway; it was not touched. */
export class NewerDatabaseError extends Error {
  constructor(path: string, found: number, known: number) {
    super(
      `${path} was written by a newer Slipway (format ${found}; this one knows ${known}). ` +
        'Nothing was changed. Install the newer version, or start with another data folder.',
    )
    this.name = 'NewerDatabaseError'
  }
}

/** Brings the file to the newest format, one transaction a step; keeps a copy of what was there before each.
 *  @throws NewerDatabaseError before anything is written */
export function migrate(db: Database.Database, steps: readonly Migration[] = migrations): void {
  const found = Number(db.pragma('user_version', { simple: true }))
  const known = steps.length
  if (found > known) throw new NewerDatabaseError(db.name, found, known)
  for (const step of steps.slice(found)) {
    // A file that was made just now holds nothing worth a copy.
    if (found > 0 && !db.memory) keepCopy(db, step.version)
    db.transaction(() => {
      db.exec(step.sql)
      db.pragma(`user_version = ${step.version}`)
    }).immediate()
  }
}

function keepCopy(db: Database.Database, version: number): void {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const number = String(version).padStart(4, '0')
  const copy = `${db.name}.before-${number}.${stamp}`
  // SQLite writes into an empty file that it finds, and makes one that others may read where it finds none.
  closeSync(openSync(copy, 'wx', 0o600))
  db.prepare('VACUUM INTO ?').run(copy)
}
