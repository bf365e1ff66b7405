import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DataFolderError, holdDataFolder, holderAddress } from './data-folder.ts'

let parent: string
let folder: string

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'slipway-hold-'))
  folder = join(parent, 'data')
})

afterEach(() => {
  rmSync(parent, { recursive: true })
})

/** Another process that holds the folder until it is killed. */
async function holdElsewhere() {
  const code = `
    const { holdDataFolder } = await import(${JSON.stringify(join(import.meta.dirname, 'data-folder.ts'))})
    globalThis.held = holdDataFolder(${JSON.stringify(folder)})
    process.stdout.write('held')
    setInterval(() => {}, 1_000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return child
}

describe('data folder', () => {
  it('is made where it is missing, for its owner alone', () => {
    const held = holdDataFolder(folder)

    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'slipway.lock')).mode & 0o777).toBe(0o600)
    held.release()
  })

  it('is held by one process, whose number a second one is told', async () => {
    const child = await holdElsewhere()

    expect(() => holdDataFolder(folder)).toThrow(
      new RegExp(`in use by another Slipway \\(process ${child.pid}\\)`),
    )

    child.kill('SIGKILL')
    await once(child, 'exit')
  })

  it('is free again once its holder was killed', async () => {
    const child = await holdElsewhere()
    child.kill('SIGKILL')
    await once(child, 'exit')

    holdDataFolder(folder).release()
  })

  it('is held once within a process, and free after its release', () => {
    const held = holdDataFolder(folder)
    expect(() => holdDataFolder(folder)).toThrow(DataFolderError)

    held.release()

    holdDataFolder(folder).release()
  })

  it('gives the journal of its lock the mode of the lock, whatever the user gives new files', () => {
    const before = process.umask(0)
    const held = holdDataFolder(folder)
    process.umask(before)

    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777)

    expect(readdirSync(folder)).toContain('slipway.lock')
    expect(new Set(modes)).toEqual(new Set([0o600]))
    held.release()
  })

  it('tells where its holder serves windows, for its owner alone, and only while it is held', async () => {
    const held = holdDataFolder(folder)
    expect(holderAddress(folder)).toBeNull()
    held.serveAt('http://127.0.0.1:8420')
    expect(statSync(join(folder, 'slipway.url')).mode & 0o777).toBe(0o600)
    expect(holderAddress(folder)).toBe('http://127.0.0.1:8420')
    held.release()
    expect(holderAddress(folder)).toBeNull()

    // As a killed process leaves it: its port may be anybody's.
    writeFileSync(join(folder, 'slipway.url'), 'http://127.0.0.1:8420')
    expect(holderAddress(folder)).toBeNull()
    const next = holdDataFolder(folder)
    expect(holderAddress(folder)).toBeNull()
    next.release()
  })

  it('is nowhere on this machine but at a port of it', () => {
    const held = holdDataFolder(folder)
    held.serveAt('http://evil.example:80')

    expect(holderAddress(folder)).toBeNull()
    held.release()
  })

  it.each([0o770, 0o707, 0o1777])('is refused when others may write it (mode %o)', (mode) => {
    mkdirSync(folder)
    chmodSync(folder, mode)

    expect(() => holdDataFolder(folder)).toThrow(/can be written by other users.*chmod go-w/)
    expect(readdirSync(folder)).toEqual([])
  })

  it.each(['token', 'slipway.db'])('is refused when others may write its file %s', (name) => {
    mkdirSync(folder, { mode: 0o700 })
    writeFileSync(join(folder, name), '')
    chmodSync(join(folder, name), 0o620)

    expect(() => holdDataFolder(folder)).toThrow(`${join(folder, name)} can be written by other users`)
  })

  it.each(['token', 'slipway.pid', 'slipway.url', 'slipway.log', 'slipway.db', 'slipway.lock'])(
    'is refused when its file %s is a link, and nothing is written through that',
    (name) => {
      mkdirSync(folder, { mode: 0o700 })
      symlinkSync(join(parent, 'elsewhere'), join(folder, name))

      expect(() => holdDataFolder(folder)).toThrow(`${join(folder, name)} is no regular file`)
      expect(existsSync(join(parent, 'elsewhere'))).toBe(false)
    },
  )

  it('is refused when it belongs to another user', () => {
    mkdirSync(folder, { mode: 0o700 })
    // Only root could give a folder away: the user changes instead.
    const lookedUpUser = vi.spyOn(process, 'getuid').mockReturnValue(statSync(folder).uid + 1)

    expect(() => holdDataFolder(folder)).toThrow(`${folder} belongs to another user`)
    lookedUpUser.mockRestore()
    expect(readdirSync(folder)).toEqual([])
  })

  it('may be reached through a link of its owner', () => {
    mkdirSync(join(parent, 'real'), { mode: 0o700 })
    symlinkSync(join(parent, 'real'), folder)

    holdDataFolder(folder).release()
  })

  it('says what to do when it cannot be made', () => {
    writeFileSync(join(parent, 'file'), '')

    expect(() => holdDataFolder(join(parent, 'file', 'data'))).toThrow(/cannot be written.*--data-dir/)
  })
})
