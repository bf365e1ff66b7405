import { accessSync, chmodSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'

/** The data folder cannot be used; the message says why and what to do. */
export class DataFolderError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DataFolderError'
  }
}

export interface HeldDataFolder {
  /** Lets another process have the folder; the end of this process does the same. */
  release(): void
}

/** Makes the folder where it is missing and keeps every other Slipway out of it.
 *  @throws DataFolderError when it cannot be written, or another process holds it */
export function holdDataFolder(folder: string): HeldDataFolder {
  makeWritable(folder)
  const lock = lockFolder(folder)
  const holder = holderFile(folder)
  writeFileSync(holder, String(process.pid), { mode: 0o600 })
  return {
    release: () => {
      rmSync(holder, { force: true })
      lock.close()
    },
  }
}

function makeWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new DataFolderError(
      `The data folder ${folder} cannot be written. Make it yours, or choose another one with --data-dir.`,
      { cause },
    )
  }
}

/** SQLite's lock belongs to the operating system: it ends with the process, even when that is killed. */
function lockFolder(folder: string): Database {
  const path = join(folder, 'slipway.lock')
  const lock = new Sqlite(path, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    chmodSync(path, 0o600)
    return lock
  } catch (cause) {
    lock.close()
    if (!(cause instanceof Sqlite.SqliteError) || !cause.code.startsWith('SQLITE_BUSY')) throw cause
    throw new DataFolderError(
      `The data folder ${folder} is in use by another Slipway${holderOf(folder)}. End that one first, or choose another folder with --data-dir.`,
      { cause },
    )
  }
}

function holderOf(folder: string): string {
  try {
    const pid = readFileSync(holderFile(folder), 'utf8')
    return /^\d+$/.test(pid) ? ` (process ${pid})` : ''
  } catch {
    return ''
  }
}

function holderFile(folder: string): string {
  return join(folder, 'slipway.pid')
}
