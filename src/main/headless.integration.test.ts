import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { linkToRunning } from '../../scripts/running-slipway.ts'
import { type EngineProxy, startEngineProxy } from '../../scripts/test-parts/engine-proxy.ts'
import { buildWebImage, testEngine } from '../../scripts/test-parts/images.ts'
import type { Deploy } from '../contract/deploy.ts'

/** What an orderly end leaves in the data folder. */
const remaining = ['slipway.db', 'slipway.lock', 'slipway.log', 'token']
const waiting = { timeout: 20_000, interval: 20 }

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
  // No engine: most of what is tested here needs none.
  return startOn(`unix://${join(folder, 'no.sock')}`, ...args)
}

function startOn(engine: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'headless.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOME: folder, DOCKER_HOST: engine },
    // A process group of its own, as a shell gives it.
    detached: true,
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

function readWindow(line: string): { url: string; page: string } {
  return JSON.parse(line.replace('SLIPWAY_WINDOW ', '')) as { url: string; page: string }
}

function startReady(...args: readonly string[]) {
  return ready(start('--data-dir', join(folder, 'data'), ...args), args)
}

async function ready(run: ReturnType<typeof startOn>, args: readonly string[] = []) {
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
    const { url: address, page } = readWindow(window)
    const [, code] = address.split('#code=')
    const signIn = () =>
      fetch(`${url}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
      })

    expect(address.startsWith(`${url}/#code=`)).toBe(true)
    expect(readFileSync(page, 'utf8')).toContain(address)
    expect(statSync(page).mode & 0o777).toBe(0o600)
    expect((await signIn()).status).toBe(200)
    expect(existsSync(page)).toBe(false)
    expect((await signIn()).status).toBe(401)
  })

  it('takes the page that leads to the window away at its end, and after a kill at the next start', async () => {
    const first = await startReady('--window-code')
    first.child.kill('SIGKILL')
    await first.exited
    expect(existsSync(readWindow(first.window).page)).toBe(true)

    const second = await startReady('--window-code')
    expect(existsSync(readWindow(first.window).page)).toBe(false)
    second.child.kill('SIGTERM')
    await second.exited

    expect(readdirSync(join(folder, 'data')).toSorted()).toEqual(remaining)
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

  it('ends cleanly when it is told to end again and again', async () => {
    const { child, exited } = await startReady()

    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGTERM'), 5)
    setTimeout(() => child.kill('SIGHUP'), 10)

    expect(await exited).toBe(0)
    expect(readdirSync(join(folder, 'data')).toSorted()).toEqual(remaining)
  })

  it('ends cleanly when its whole process group is told to end, by several', async () => {
    const { child, exited } = await startReady()
    const group = -(child.pid ?? Number.NaN)

    process.kill(group, 'SIGTERM')
    process.kill(group, 'SIGINT')

    expect(await exited).toBe(0)
    expect(readdirSync(join(folder, 'data')).toSorted()).toEqual(remaining)
  })

  it('lets one process have a data folder and tells the second who has it', async () => {
    const first = await startReady()

    const second = start('--data-dir', join(folder, 'data'))

    expect(await second.exited).toBe(1)
    expect(second.complaint()).toContain(`in use by another Slipway (process ${first.child.pid})`)
    expect(second.lines).toEqual([])
  })

  it('opens one more window for whoever starts Slipway again, and none once it was killed', async () => {
    const { url, child, exited } = await startReady()

    const link = await linkToRunning(join(folder, 'data'))

    expect(link?.url.startsWith(`${url}/#code=`)).toBe(true)
    const page = link?.page ?? ''
    expect(readFileSync(page, 'utf8')).toContain(link?.url)
    const [, code] = link?.url.split('#code=') ?? []
    const signedIn = await fetch(`${url}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    })
    expect(signedIn.status).toBe(200)
    expect(existsSync(page)).toBe(false)

    child.kill('SIGKILL')
    await exited
    expect(existsSync(join(folder, 'data', 'slipway.url'))).toBe(true)
    expect(await linkToRunning(join(folder, 'data'))).toBeNull()
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

describe('headless with a deploy under way', { timeout: 60_000 }, () => {
  let proxy: EngineProxy
  let socket: Socket | undefined

  beforeEach(async () => {
    proxy = await startEngineProxy(testEngine())
  })

  afterEach(async () => {
    socket?.destroy()
    await proxy.stop()
  })

  const startOnProxy = async () => ready(startOn(proxy.endpoint, '--data-dir', join(folder, 'data')))

  /** One call of the REST API. */
  async function ask<Answer>(
    { url, token }: { url: string; token: string },
    method: string,
    path: string,
    body?: object,
  ): Promise<Answer> {
    const answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    const text = await answer.text()
    return (text === '' ? null : JSON.parse(text)) as Answer
  }

  /** Sends the head of a request and the first byte of its body; resolves when the server waits for the rest. */
  async function sendHalfPost({ url, token }: { url: string; token: string }): Promise<void> {
    const { port, host } = new URL(url)
    socket = connect(Number(port), '127.0.0.1')
    // The server cuts it off in the end.
    socket.on('error', () => undefined)
    socket.write(
      [
        'POST /api/workloads HTTP/1.1',
        `host: ${host}`,
        `authorization: Bearer ${token}`,
        'content-type: application/json',
        'content-length: 100',
        'expect: 100-continue',
        '\r\n{',
      ].join('\r\n'),
    )
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 100 /)
  }

  it('ends cleanly at SIGTERM, though half a request is open and the engine does not stop the container', async () => {
    const reference = 'slipway-test/headless:1'
    await buildWebImage({ reference, body: 'headless' })
    const first = await startOnProxy()
    const { id } = await ask<{ id: string }>(first, 'POST', '/api/workloads', {
      name: 'headless-end',
      sourceKind: 'image',
      source: { reference },
      gate: { settleMs: 60_000, timeoutMs: 60_000 },
    })
    const { deployId } = await ask<{ deployId: string }>(first, 'POST', `/api/workloads/${id}/deploy`, {})
    const deployPath = `/api/workloads/${id}/deploys/${deployId}`
    await expect.poll(async () => (await ask<Deploy>(first, 'GET', deployPath)).phase, waiting).toBe('gate')
    await sendHalfPost(first)
    const asked = Promise.withResolvers<void>()
    proxy.intervene({
      before: ({ path }) => {
        if (!path.includes('/stop')) return undefined
        asked.resolve()
        return new Promise(() => undefined)
      },
    })

    first.child.kill('SIGTERM')

    await asked.promise
    expect(await first.exited).toBe(0)
    proxy.intervene({})
    const second = await startOnProxy()
    expect(await ask<Deploy>(second, 'GET', deployPath)).toMatchObject({ outcome: 'interrupted' })
    await ask(second, 'DELETE', `/api/workloads/${id}`)
    second.child.kill('SIGTERM')
    expect(await second.exited).toBe(0)
  })
})
