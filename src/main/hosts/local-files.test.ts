import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LocalFiles } from './local-files.ts'

const never = new AbortController().signal
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-files-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function write(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

describe('files of this machine', () => {
  it('are read in the order of their paths, with null for what cannot be read', async () => {
    const [one, empty, two] = [write('one', 'eins\n'), write('empty', ''), write('two', 'zwei\n')]

    const texts = await new LocalFiles().readAll([two, join(folder, 'none'), folder, empty, one], never)

    expect(texts).toEqual(['zwei\n', null, null, '', 'eins\n'])
  })

  it('may be of any size, and hold more than ASCII', async () => {
    const long = 'ж€😀'.repeat(30_000)

    expect(await new LocalFiles().readAll([write('long', long), write('short', 'ж')], never)).toEqual([
      long,
      'ж',
    ])
  })

  it('let other work go on in between, and end when nobody wants them any more', async () => {
    const path = write('one', 'x'.repeat(50_000))
    const controller = new AbortController()
    const reason = new Error('not wanted')
    setImmediate(() => controller.abort(reason))

    await expect(new LocalFiles().readAll(Array(20_000).fill(path), controller.signal)).rejects.toBe(reason)
    await expect(new LocalFiles().readAll([path], controller.signal)).rejects.toBe(reason)
  })

  it('are closed again', async () => {
    const path = write('one', 'x')
    const before = nextDescriptor(path)

    await new LocalFiles().readAll([path, folder, join(folder, 'none')], never)

    expect(nextDescriptor(path)).toBe(before)
  })
})

/** The lowest one that is free. */
function nextDescriptor(path: string): number {
  const file = openSync(path, 'r')
  closeSync(file)
  return file
}
