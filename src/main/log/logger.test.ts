import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openLog } from './logger.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-log-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function lines(): Record<string, unknown>[] {
  return readFileSync(join(folder, 'slipway.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('log file', () => {
  it('writes one JSON line per entry, readable by the owner alone', () => {
    const log = openLog(folder)
    log.info({ workloadId: 'w1' }, 'deploy started')
    log.warn({}, 'slow')
    log.close()

    expect(lines()).toMatchObject([
      { level: 30, workloadId: 'w1', msg: 'deploy started' },
      { level: 40, msg: 'slow' },
    ])
    expect(statSync(join(folder, 'slipway.log')).mode & 0o777).toBe(0o600)
  })

  it('appends to the file of the run before', () => {
    const first = openLog(folder)
    first.info({}, 'first')
    first.close()
    const second = openLog(folder)
    second.info({}, 'second')
    second.close()

    expect(lines().map((line) => line['msg'])).toEqual(['first', 'second'])
  })

  it('narrows the mode of a file that others could read', () => {
    writeFileSync(join(folder, 'slipway.log'), '', { mode: 0o644 })

    openLog(folder).close()

    expect(statSync(join(folder, 'slipway.log')).mode & 0o777).toBe(0o600)
  })

  it('logs an error by class, frames and causes, without any message', () => {
    const log = openLog(folder)
    const cause = new RangeError('password hunter2\n    at hunter2 (file.ts:1:1)')
    log.error({ error: new TypeError('token hunter2', { cause }) }, 'failed')
    log.close()

    expect(readFileSync(join(folder, 'slipway.log'), 'utf8')).not.toContain('hunter2')
    expect(lines()[0]).toMatchObject({
      error: {
        type: 'TypeError',
        frames: expect.arrayContaining([expect.stringContaining('logger.test.ts')]),
        cause: { type: 'RangeError' },
      },
    })
  })

  it('goes on in a new file while it runs, with every line whole and none lost', () => {
    const log = openLog(folder, { rotateAtBytes: 1_000 })
    const texts = Array.from({ length: 20 }, (_, number) => `${number} ${'ж'.repeat(number * 3)}`)
    for (const text of texts) log.info({}, text)
    log.close()

    const names = ['slipway.2.log', 'slipway.1.log', 'slipway.log']
    const files = names.map((name) => readFileSync(join(folder, name), 'utf8'))
    const kept = files.flatMap((content) =>
      content
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).msg),
    )
    expect(readdirSync(folder).sort()).toEqual([...names].sort())
    expect(kept).toEqual(texts.slice(-kept.length))
    expect(files.every((content) => Buffer.byteLength(content) <= 1_000 && content.endsWith('\n'))).toBe(true)
    expect(names.map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600, 0o600])
  })

  it('grows beyond the limit rather than lose a line when no new file can be begun', () => {
    // What cannot be removed or replaced by a file: a folder with something in it.
    mkdirSync(join(folder, 'slipway.2.log', 'x'), { recursive: true })
    const log = openLog(folder, { rotateAtBytes: 200 })
    for (let number = 0; number < 10; number += 1) log.info({}, String(number))
    log.close()

    expect(lines().map((line) => line['msg'])).toEqual(
      Array.from({ length: 10 }, (_, number) => String(number)),
    )
  })

  it('takes a line that is larger than the limit whole', () => {
    const log = openLog(folder, { rotateAtBytes: 100 })
    log.info({}, 'a'.repeat(500))
    log.info({}, 'b')
    log.close()

    expect(lines().map((line) => line['msg'])).toEqual(['b'])
    expect(readFileSync(join(folder, 'slipway.1.log'), 'utf8')).toContain('a'.repeat(500))
  })

  it('throws nothing at whoever logs when nothing can be written, and tells stderr', () => {
    const log = openLog(folder, { rotateAtBytes: 1 })
    log.info({}, 'first')
    const complaint = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    rmSync(folder, { recursive: true })

    log.info({}, 'second')

    expect(complaint.mock.calls.join()).toContain('second')
    complaint.mockRestore()
    log.close()
    mkdirSync(folder)
  })

  it('takes nothing more once it is closed', () => {
    const log = openLog(folder)
    log.info({}, 'first')
    log.close()
    log.info({}, 'second')

    expect(lines().map((line) => line['msg'])).toEqual(['first'])
  })

  it('starts a new file at the size limit and keeps two older ones', () => {
    for (const text of ['1', '2', '3', '4']) {
      const log = openLog(folder, { rotateAtBytes: 1 })
      log.info({}, text)
      log.close()
    }

    expect(readdirSync(folder).sort()).toEqual(['slipway.1.log', 'slipway.2.log', 'slipway.log'])
    expect(lines().map((line) => line['msg'])).toEqual(['4'])
    expect(readFileSync(join(folder, 'slipway.2.log'), 'utf8')).toContain('"msg":"2"')
  })
})
