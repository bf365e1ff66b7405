import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { removeWindowPage, removeWindowPages, writeWindowPage } from './headless-window-page.ts'

const url = 'http://127.0.0.1:8420'
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-page-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

it('leads to the window, for its owner alone, under a name that tells nothing of the code', () => {
  const path = writeWindowPage(folder, { url, code: 'abc-123' })

  expect(readFileSync(path, 'utf8')).toContain(`content="0; url=${url}/#code=abc-123"`)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(path).not.toContain('abc-123')
})

it('takes an address for nothing but an address', () => {
  const page = readFileSync(writeWindowPage(folder, { url, code: '"><script>' }), 'utf8')

  expect(page).not.toContain('<script>')
})

it('goes with its code, and leaves those of other codes', () => {
  const used = writeWindowPage(folder, { url, code: 'used' })
  const other = writeWindowPage(folder, { url, code: 'other' })

  removeWindowPage(folder, 'used')
  removeWindowPage(folder, 'never written')

  expect(readdirSync(folder)).toEqual([basename(other)])
  expect(used).not.toBe(other)
})

it('goes with all others, and with nothing else, at the end', () => {
  writeWindowPage(folder, { url, code: 'one' })
  writeWindowPage(folder, { url, code: 'two' })
  writeFileSync(join(folder, 'window-of-mine.html'), '')

  removeWindowPages(folder)

  expect(readdirSync(folder)).toEqual(['window-of-mine.html'])
})

it('is not written through a link', () => {
  const path = writeWindowPage(folder, { url, code: 'abc' })
  rmSync(path)
  symlinkSync(join(folder, 'elsewhere'), path)

  expect(() => writeWindowPage(folder, { url, code: 'abc' })).toThrow(
    expect.objectContaining({ code: 'EEXIST' }),
  )
  expect(readdirSync(folder)).toEqual([basename(path)])
})
