import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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
