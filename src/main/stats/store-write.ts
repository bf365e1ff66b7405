import type Database from 'better-sqlite3'

/** One transaction that may be lost in a power cut, though never torn: it does not wait for the disk.
 *  Samples are many and cheap to lose; the ledger, on the same connection, waits. */
export function writeRelaxed<Result>(db: Database.Database, write: () => Result): Result {
  db.pragma('synchronous = NORMAL')
  try {
    return db.transaction(write).immediate()
  } finally {
    db.pragma('synchronous = FULL')
  }
}
