import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DataFolderError, holdDataFolder } from './data-folder.ts'

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

  it('says what to do when it cannot be made', () => {
    writeFileSync(join(parent, 'file'), '')

    expect(() => holdDataFolder(join(parent, 'file', 'data'))).toThrow(/cannot be written.*--data-dir/)
  })
})
