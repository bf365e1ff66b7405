import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openerFor, openInBrowser } from './open-in-browser.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-browser-'))
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

it.each(['linux', 'darwin', 'win32'] as const)('ends the command with the page on %s', (platform) => {
  expect(openerFor(platform, 'file:///data/window.html').at(-1)).toBe('file:///data/window.html')
})

describe.runIf(process.platform === 'linux')('opening a page', () => {
  /** Stands where the system looks for its opener first. */
  function placeOpener(code: number): string {
    const said = join(folder, 'said')
    const opener = join(folder, 'xdg-open')
    writeFileSync(opener, `#!/bin/sh\nprintf '%s\\n' "$#" "$@" > '${said}'\nexit ${code}\n`)
    chmodSync(opener, 0o700)
    vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`)
    return said
  }

  it('tells the opener of the file, and of nothing else', async () => {
    const said = placeOpener(0)
    const page = join(folder, 'window 1.html')

    expect(await openInBrowser(page, { hasDisplay: true })).toBe(true)

    expect(readFileSync(said, 'utf8')).toBe(`1\n${pathToFileURL(page).href}\n`)
  })

  it('fails when the opener does', async () => {
    placeOpener(3)

    expect(await openInBrowser(join(folder, 'window.html'), { hasDisplay: true })).toBe(false)
  })

  it('fails without a display, and asks nobody then', async () => {
    const said = placeOpener(0)

    expect(await openInBrowser(join(folder, 'window.html'), { hasDisplay: false })).toBe(false)
    expect(existsSync(said)).toBe(false)
  })
})
