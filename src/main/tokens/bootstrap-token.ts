import { chmodSync, lstatSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateToken, isToken } from './token-value.ts'

/** The admin token in the file `token` of the data folder: made on first use, readable by the owner alone. */
export function readBootstrapToken(dataFolder: string): string {
  const file = join(dataFolder, 'token')
  const kept = readKept(file)
  if (kept !== null) return kept
  const token = generateToken()
  // Written beside and renamed: a process killed in between leaves no half of a token.
  const fresh = `${file}.${process.pid}.new`
  writeFileSync(fresh, `${token}\n`, { mode: 0o600 })
  renameSync(fresh, file)
  return token
}

/** Null when there is no file, or none that holds a token. */
function readKept(file: string): string | null {
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (found === undefined || !found.isFile()) return null
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) chmodSync(file, 0o600)
  const token = readFileSync(file, 'utf8').trim()
  return isToken(token) ? token : null
}
