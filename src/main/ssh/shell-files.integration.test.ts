import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findStaticBusybox } from '../../../scripts/test-parts/packages.ts'
import type { SshConnection } from './ssh-connection.ts'
import { type SshScene, setScene } from './testing/ssh-scene.ts'

const never = new AbortController().signal
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-files-'))
  writeFileSync(join(folder, 'one'), 'usage 1\nlimit 2\n')
  writeFileSync(join(folder, 'open-ended'), 'no break at the end')
  writeFileSync(join(folder, 'empty'), '')
  writeFileSync(join(folder, "a:b 'c' $d"), 'odd\n')
  writeFileSync(join(folder, 'long'), 'x'.repeat(200_000))
  mkdirSync(join(folder, 'directory'))
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe.each(['coreutils', 'busybox'] as const)('files read by the head of %s', (kind) => {
  let scene: SshScene
  let connection: SshConnection
  let programs: string

  beforeAll(async () => {
    programs = mkdtempSync(join(tmpdir(), 'slipway-programs-'))
    const busybox = findStaticBusybox()
    if (busybox === null) throw new Error('There is no busybox here.')
    for (const name of ['head', 'sh', 'id']) symlinkSync(busybox, join(programs, name))
    const path = kind === 'busybox' ? programs : '/usr/bin:/bin'
    scene = await setScene({ settings: [`SetEnv PATH=${path}`] })
    connection = await scene.connect()
  })

  afterAll(async () => {
    await scene.close()
    rmSync(programs, { recursive: true })
  })

  const read = (...names: readonly string[]) =>
    connection.files.readAll(
      names.map((name) => join(folder, name)),
      never,
    )

  it('come in the order of their paths, and those that cannot be read are null', async () => {
    expect(await read('one', 'absent', 'empty', 'open-ended', 'one/below')).toEqual([
      'usage 1\nlimit 2\n',
      null,
      '',
      'no break at the end',
      null,
    ])
    expect(await read('absent')).toEqual([null])
    expect(await read()).toEqual([])
  })

  it('may have names that mean something to a shell', async () => {
    expect(await read("a:b 'c' $d")).toEqual(['odd\n'])
  })

  it('are cut off where they are too long', async () => {
    const [long, next] = await read('long', 'one')

    expect(long).toBe('x'.repeat(64 * 1024))
    expect(next).toBe('usage 1\nlimit 2\n')
  })

  it('are as they are now, however often they are asked for', async () => {
    const file = join(folder, `changing-${kind}`)
    for (const content of ['first\n', 'second\n', 'third\n']) {
      writeFileSync(file, content)
      expect(await connection.files.readAll([file], never)).toEqual([content])
    }
  })

  it('are many in one go', async () => {
    const names = Array.from({ length: 3_000 }, (_, at) =>
      at % 2 === 0 ? 'one' : `absent-${at}-${'y'.repeat(60)}`,
    )

    const contents = await read(...names)

    expect(contents).toEqual(names.map((name) => (name === 'one' ? 'usage 1\nlimit 2\n' : null)))
  })

  it('of the kernel are read too', async () => {
    const [stat, meminfo] = await connection.files.readAll(['/proc/self/stat', '/proc/meminfo'], never)

    expect(stat).toContain('(head)')
    expect(meminfo).toContain('MemTotal')
  })

  it('are refused when a path is not absolute or has a line break', async () => {
    for (const path of ['one', '/a\nb', '']) {
      await expect(connection.files.readAll([path], never)).rejects.toThrow(TypeError)
    }
  })

  it('are given up with the reason of who gave them up, and the next are right', async () => {
    const giveUp = new AbortController()
    const reading = connection.files.readAll([join(folder, 'one')], giveUp.signal)

    giveUp.abort(new Error('enough'))

    await expect(reading).rejects.toThrow('enough')
    expect(await read('open-ended')).toEqual(['no break at the end'])
  })

  it('are read again by a new shell when the old one has died', async () => {
    const [stat] = await connection.files.readAll(['/proc/self/stat'], never)
    const shell = Number(stat?.split(' ')[3])

    process.kill(shell, 'SIGKILL')

    await expect.poll(() => read('one').catch(() => null)).toEqual(['usage 1\nlimit 2\n'])
  })
})
