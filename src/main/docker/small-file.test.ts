import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSmallFile } from './small-file.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-small-file-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('a file that a user has named', () => {
  it('is read as text', () => {
    const path = join(folder, 'key.pem')
    writeFileSync(path, 'a key\n')

    expect(readSmallFile(path)).toBe('a key\n')
  })

  it('is told apart when it is not there', () => {
    expect(() => readSmallFile(join(folder, 'none'))).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })

  it('is refused when it is far too large for a key', () => {
    const path = join(folder, 'disk.img')
    writeFileSync(path, '')
    truncateSync(path, 5 * 1024 * 1024)

    expect(() => readSmallFile(path)).toThrow('no key or certificate')
  })

  it('is refused when it is a device without an end', () => {
    expect(() => readSmallFile('/dev/zero')).toThrow('no key or certificate')
  })

  it('is refused when it is a pipe that nobody writes to', () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])

    expect(() => readSmallFile(path)).toThrow('no key or certificate')
  })
})
