import { randomBytes } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'

/** A process, told apart from a later one that got the same id. */
export interface ProcessIdentity {
  readonly pid: number
  readonly bornAt: string
}

/** Everything that the parts of a test run write lies in folders below this one. */
const home = join(tmpdir(), `slipway-test-${userInfo().username}`)

/** Null when no such process runs. */
export function identify(pid: number): ProcessIdentity | null {
  return process.platform === 'linux' ? identifyByProc(pid) : identifyById(pid)
}

function identifyById(pid: number): ProcessIdentity | null {
  try {
    process.kill(pid, 0)
    return { pid, bornAt: '' }
  } catch {
    return null
  }
}

function identifyByProc(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Field 22, counted behind the command's name, which may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? null : { pid, bornAt: fields[19] ?? '' }
  } catch {
    return null
  }
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.bornAt === identity.bornAt
}

/** Makes an empty folder for one part; it belongs to this process until `closePartFolder`. */
export function openPartFolder(kind: string): string {
  requireOwnHome()
  const folder = mkdtempSync(join(home, `${kind}-`))
  writeOwner(folder)
  return folder
}

/** Everybody may write where it lies, and root takes down what is found in it. */
function requireOwnHome(): void {
  mkdirSync(home, { recursive: true, mode: 0o755 })
  const { uid, mode } = lstatSync(home)
  const isOurs = process.getuid === undefined || uid === process.getuid()
  if (!isOurs || (process.platform !== 'win32' && (mode & 0o022) !== 0)) {
    throw new Error(
      `${home} belongs to somebody else, or others may write to it. Remove it, and start again.`,
    )
  }
}

export function closePartFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

/** Folders of a kind whose owner was killed before it could take its part down. They belong to this process now. */
export function takeOverAbandoned(kind: string): readonly string[] {
  requireOwnHome()
  return foldersOf(kind).filter((folder) => {
    const owner = readIdentity(join(folder, 'owner.json'))
    if (owner !== null && isAlive(owner)) return false
    return claim(folder)
  })
}

function foldersOf(kind: string): string[] {
  try {
    return readdirSync(home)
      .filter((name) => name.startsWith(`${kind}-`))
      .map((name) => join(home, name))
  } catch {
    return [] // The first run on this machine.
  }
}

/** Renaming is atomic: of two runs that find the same leftovers, one gets them. */
function claim(folder: string): boolean {
  const aside = join(dirname(folder), `owner-${randomBytes(6).toString('hex')}`)
  try {
    renameSync(join(folder, 'owner.json'), aside)
  } catch {
    return false
  }
  rmSync(aside)
  writeOwner(folder)
  return true
}

function writeOwner(folder: string): void {
  writeFileSync(join(folder, 'owner.json'), JSON.stringify(identify(process.pid)))
}

export function readIdentity(file: string): ProcessIdentity | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isIdentity(value) ? value : null
  } catch {
    return null
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return typeof value === 'object' && value !== null && 'pid' in value && 'bornAt' in value
}
