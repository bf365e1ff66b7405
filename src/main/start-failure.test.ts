import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DataFolderError } from './data-folder.ts'
import { RotatingFile } from './log/rotating-file.ts'
import { explainStartFailure } from './start-failure.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-start-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('a failure at the start', () => {
  it.each([
    ['EADDRINUSE', 'Choose another one'],
    ['EACCES', 'cannot be read or written'],
    ['ENOSPC', 'no space left'],
    ['SQLITE_FULL', 'no space left'],
    ['SQLITE_IOERR', 'is full, or it cannot be read or written'],
    ['SQLITE_IOERR_WRITE', 'is full, or it cannot be read or written'],
    ['SQLITE_CANTOPEN', 'cannot be read or written'],
    ['SQLITE_CORRUPT', 'damaged'],
    ['EWHATEVER', 'has the details'],
  ])('with the code %s is explained as one that "%s", without its own words', (code, words) => {
    const sentence = explainStartFailure(Object.assign(new Error('hunter2'), { code }), folder)

    expect(sentence).toContain(words)
    expect(sentence).not.toContain('hunter2')
  })

  it('is logged by its class and frames', () => {
    explainStartFailure(new RangeError('hunter2'), folder)

    const log = readFileSync(join(folder, 'slipway.log'), 'utf8')
    expect(log).toContain('RangeError')
    expect(log).not.toContain('hunter2')
  })

  it('leaves the log of another process alone when that one holds the folder', () => {
    expect(explainStartFailure(new DataFolderError('in use'), folder)).toBe('in use')
    expect(existsSync(join(folder, 'slipway.log'))).toBe(false)
  })

  it('is told on no other way where the log cannot be written', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const writeLine = vi.spyOn(RotatingFile.prototype, 'write').mockImplementation(() => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    })

    explainStartFailure(Object.assign(new Error('full'), { code: 'SQLITE_FULL' }), folder)

    expect(writeLine).toHaveBeenCalled()
    expect(write).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  it('is explained also where nothing can be written', () => {
    expect(explainStartFailure(new Error('hunter2'), join(folder, 'nowhere'))).toContain('could not start')
  })
})
