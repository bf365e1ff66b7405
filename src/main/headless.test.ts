import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
let started: ChildProcess[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-headless-'))
  started = []
})

afterEach(async () => {
  for (const child of started) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  }
  rmSync(folder, { recursive: true })
})

/** The application, run from its sources: Node takes the types away by itself. */
function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'headless.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // No engine: what is tested here needs none, and must leave the machine's own alone.
    env: { ...process.env, HOME: folder, DOCKER_HOST: `unix://${join(folder, 'no.sock')}` },
  })
  started.push(child)
  const lines: string[] = []
  let complaint = ''
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text
  })
  const exited = once(child, 'close').then(([code]) => code as number | null)
  return { child, lines, exited, complaint: () => complaint }
}

async function startReady(...args: readonly string[]) {
  const run = start('--data-dir', join(folder, 'data'), ...args)
  const expected = args.includes('--window-code') ? 2 : 1
  await expect.poll(() => run.lines.length, { timeout: 10_000 }).toBe(expected)
  const [ready = '', window = ''] = run.lines
  const { url, token } = JSON.parse(ready.replace('SLIPWAY_READY ', '')) as { url: string; token: string }
  return { ...run, url, token, window }
}

describe('headless', { timeout: 20_000 }, () => {
  it('prints one line once it answers, and takes the token in it', async () => {
    const { url, token, lines, child, exited } = await startReady('--port', '0')

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    const answer = await fetch(`${url}/api/hosts`, { headers: { authorization: `Bearer ${token}` } })
    expect(await answer.json()).toMatchObject([{ id: 'local' }])
    expect(lines).toHaveLength(1)
    child.kill('SIGTERM')
    await exited
  })

  it('keeps the token in a file for its owner alone, over restarts', async () => {
    const first = await startReady()
    const file = join(folder, 'data', 'token')
    expect(readFileSync(file, 'utf8').trim()).toBe(first.token)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    first.child.kill('SIGKILL')
    await first.exited

    const second = await startReady()

    expect(second.token).toBe(first.token)
  })

  it('prints an address that opens one window', async () => {
    const { url, window } = await startReady('--window-code')
    const { url: address } = JSON.parse(window.replace('SLIPWAY_WINDOW ', '')) as { url: string }
    const [, code] = address.split('#code=')
    const signIn = () =>
      fetch(`${url}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
      })

    expect(address.startsWith(`${url}/#code=`)).toBe(true)
    expect((await signIn()).status).toBe(200)
    expect((await signIn()).status).toBe(401)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends cleanly at %s, also while a stream is open',
    async (signal) => {
      const { url, token, child, exited } = await startReady()
      const stream = await fetch(`${url}/api/events`, { headers: { authorization: `Bearer ${token}` } })

      child.kill(signal)

      expect(await exited).toBe(0)
      await stream.text().catch(() => undefined)
    },
  )

  it('lets one process have a data folder and tells the second who has it', async () => {
    const first = await startReady()

    const second = start('--data-dir', join(folder, 'data'))

    expect(await second.exited).toBe(1)
    expect(second.complaint()).toContain(`in use by another Slipway (process ${first.child.pid})`)
    expect(second.lines).toEqual([])
  })

  it('says so when the port is taken', async () => {
    const first = await startReady()

    const second = start('--data-dir', join(folder, 'other'), '--port', new URL(first.url).port)

    expect(await second.exited).toBe(1)
    expect(second.complaint()).toBe(
      'The port is in use by another program. Choose another one, or 0 for any that is free.\n',
    )
  })

  it('leaves the store of a newer Slipway alone and says what to do', async () => {
    const file = join(folder, 'slipway.db')
    const store = new Sqlite(file)
    store.pragma('user_version = 9999')
    store.close()
    const before = readFileSync(file)

    const run = start('--data-dir', folder)

    expect(await run.exited).toBe(1)
    expect(run.complaint()).toContain('newer Slipway')
    expect(readFileSync(file)).toEqual(before)
  })

  it('says so when the store is damaged', async () => {
    writeFileSync(join(folder, 'slipway.db'), 'not a database, but long enough to look like one'.repeat(100))

    const run = start('--data-dir', folder)

    expect(await run.exited).toBe(1)
    expect(run.complaint()).toContain('is damaged')
  })

  it('shows how it is used when its arguments are wrong', async () => {
    const run = start('--nonsense')

    expect(await run.exited).toBe(2)
    expect(run.complaint()).toContain('Usage:')
  })
})
