import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { knownHostsLine } from './known-hosts.ts'

/** Adds a key that a person has confirmed to Slipway's own file; what OpenSSH keeps stays untouched.
 *  `server` as `serverName` writes it. Lines about the same server with another key stay: they are as good as before. */
export function addKnownHost(file: string, server: string, key: Buffer): void {
  const line = knownHostsLine(server, key)
  const before = readTextIfThere(file)
  if (before.split('\n').includes(line.trimEnd())) return
  const seam = before === '' || before.endsWith('\n') ? '' : '\n'
  writeAtomically(file, `${before}${seam}${line}`)
}

/** Takes everything about a server out of Slipway's own file, such as when its key is replaced by a person's decision. */
export function forgetKnownHost(file: string, server: string): void {
  const before = readTextIfThere(file)
  const after = before
    .split('\n')
    .filter((line) => !line.startsWith(`${server} `))
    .join('\n')
  if (after !== before) writeAtomically(file, after)
}

function readTextIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

function writeAtomically(file: string, text: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, text, { mode: 0o600, flush: true })
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
