import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findElectron } from './electron-binary.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-electron-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function find(env: Readonly<Record<string, string>>): string | null {
  return findElectron({ env, folder, platform: 'linux' })
}

function place(path: string): string {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), '')
  return join(folder, path)
}

test('finds the binary beside the electron package', () => {
  const binary = place('node_modules/electron/dist/electron')

  expect(find({})).toBe(binary)
})

test('says that there is none where nothing was downloaded', () => {
  expect(find({})).toBeNull()
})

test('prefers the folder that the environment names', () => {
  place('node_modules/electron/dist/electron')
  const binary = place('elsewhere/electron')

  expect(find({ ELECTRON_OVERRIDE_DIST_PATH: dirname(binary) })).toBe(binary)
})

test('prefers the file that the environment names over everything', () => {
  place('node_modules/electron/dist/electron')
  const binary = place('own/electron-build')

  expect(find({ ELECTRON_EXEC_PATH: binary })).toBe(binary)
})
