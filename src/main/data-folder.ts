import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'

/** The data folder cannot be used; the message says why and what to do. */
export class DataFolderError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DataFolderError'
  }
}

/** What Slipway itself keeps in the folder; with Electron there are the browser engine's own files beside it. */
const ownFile = /^(?:token$|slipway\.)/
const writableByOthers = 0o022

export interface HeldDataFolder {
  /** Leaves word of where this process serves windows, for whoever starts Slipway a second time. */
  serveAt(url: string): void
  /** Lets another process have the folder; the end of this process does the same. */
  release(): void
}

/** Makes the folder where it is missing and keeps every other Slipway out of it.
 *  @throws DataFolderError when it cannot be written, somebody else may write it, or another process holds it */
export function holdDataFolder(folder: string): HeldDataFolder {
  makeWritable(folder)
  refuseUntrusted(folder)
  const lock = lockFolder(folder)
  const [holder, address] = [holderFile(folder), addressFile(folder)]
  // Of a process that was killed, perhaps.
  for (const file of [holder, address]) rmSync(file, { force: true })
  writeFileSync(holder, String(process.pid), { mode: 0o600, flag: 'wx' })
  return {
    serveAt: (url) => writeFileSync(address, url, { mode: 0o600, flag: 'wx' }),
    release: () => {
      for (const file of [holder, address]) rmSync(file, { force: true })
      lock.close()
    },
  }
}

/** Where the process that holds the folder serves windows. Null when none holds it, or that one has its own window.
 *  @throws DataFolderError when the folder cannot be trusted */
export function holderAddress(folder: string): string | null {
  if (!existsSync(addressFile(folder))) return null
  refuseUntrusted(folder)
  // A killed process leaves its address behind, and the port may be anybody's by now: whoever asks there shows a token.
  if (!isHeld(folder)) return null
  const address = readIfThere(addressFile(folder))
  return address !== null && /^http:\/\/127\.0\.0\.1:\d+$/.test(address) ? address : null
}

function isHeld(folder: string): boolean {
  try {
    lockFolder(folder).close()
    return false
  } catch (error) {
    if (error instanceof DataFolderError) return true
    throw error
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

/** Refuses what somebody else could have put there, or could change: the token and the store in the folder are obeyed. */
function refuseUntrusted(folder: string): void {
  const user = process.getuid?.()
  // Windows: only the user, and administrators, may write into the folders of a user.
  if (user === undefined) return
  refuseForeign(statSync(folder), user, `The data folder ${folder}`)
  for (const name of readdirSync(folder).filter((name) => ownFile.test(name))) {
    const path = join(folder, name)
    // Not followed: a link would make this process write where somebody else wants it to.
    const found = lstatSync(path, { throwIfNoEntry: false })
    // Another process that ends takes its files away.
    if (found === undefined) continue
    if (!found.isFile()) {
      throw new DataFolderError(`${path} is no regular file. Slipway follows no links here: move it away.`)
    }
    refuseForeign(found, user, `The file ${path}`)
  }
}

function refuseForeign(found: Stats, user: number, subject: string): void {
  if (found.uid !== user) {
    throw new DataFolderError(
      `${subject} belongs to another user. Make it yours, or choose another folder with --data-dir.`,
    )
  }
  if ((found.mode & writableByOthers) !== 0) {
    throw new DataFolderError(
      `${subject} can be written by other users. Take that right away (chmod go-w), or choose another folder with --data-dir.`,
    )
  }
}

/** SQLite's lock belongs to the operating system: it ends with the process, even when that is killed. */
function lockFolder(folder: string): Database {
  const path = join(folder, 'slipway.lock')
  makeOwn(path)
  const lock = new Sqlite(path, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
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

/** Before SQLite makes it: its journal takes the mode from it. A file that is there is not opened, for closing it would
 *  drop the lock that this very process may have on it. */
function makeOwn(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    chmodSync(path, 0o600)
  }
}

function holderOf(folder: string): string {
  const pid = readIfThere(holderFile(folder))
  return pid !== null && /^\d+$/.test(pid) ? ` (process ${pid})` : ''
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function holderFile(folder: string): string {
  return join(folder, 'slipway.pid')
}

function addressFile(folder: string): string {
  return join(folder, 'slipway.url')
}
