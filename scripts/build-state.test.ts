import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isBuilt } from './build-state.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-build-'))
  for (const path of ['src/main/index.ts', 'locales/en/apps.json']) write(path, 100)
  for (const path of ['out/main/index.js', 'out/main/headless.js']) write(path, 200)
  for (const path of ['out/preload/index.cjs', 'out/renderer/index.html']) write(path, 200)
  for (const path of ['src/main', 'src', 'locales/en', 'locales']) touch(path, 100)
})

afterEach(() => rmSync(folder, { recursive: true }))

function write(path: string, seconds: number): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), '')
  touch(path, seconds)
}

function touch(path: string, seconds: number): void {
  utimesSync(join(folder, path), seconds, seconds)
}

test('what is newer than every source counts as built', () => {
  expect(isBuilt(folder)).toBe(true)
})

test('a source that changed asks for a build', () => {
  touch('locales/en/apps.json', 300)

  expect(isBuilt(folder)).toBe(false)
})

test('a deleted source asks for a build', () => {
  rmSync(join(folder, 'src/main/index.ts'))

  expect(isBuilt(folder)).toBe(false)
})

test('a missing output asks for a build', () => {
  rmSync(join(folder, 'out/preload/index.cjs'))

  expect(isBuilt(folder)).toBe(false)
})
