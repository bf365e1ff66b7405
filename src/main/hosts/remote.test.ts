import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { HostErrorCode } from '../../contract/errors.ts'
import type { Host } from '../../contract/host.ts'
import { type FakeEngine, type FakeRoutes, startFakeEngine } from '../docker/fake-engine.ts'
import { NetworkWatch } from './network-watch.ts'
import { RemoteHost } from './remote.ts'
import { type OpenWay, type Way, WayClosed } from './way.ts'

const soon = { timeout: 5_000, interval: 5 }
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const hostKey = { server: 'edge', type: 'ssh-ed25519', fingerprint: 'SHA256:1', knownFingerprint: null }

/** Stands for a connection to a machine, which a test opens, refuses and cuts as it likes. */
class ScriptedWay implements Way {
  readonly kind = 'ssh'
  readonly #address: OpenWay['address']
  /** Why it is refused; null lets it open. */
  refusal: HostErrorCode | null = null
  isRefusedOnce = false
  /** What every opening waits for. */
  gate: Promise<void> = Promise.resolve()
  opened = 0
  underWay = 0
  mostUnderWay = 0
  closed = 0
  files = 'as they were'
  #lose: (reason: HostErrorCode | null) => void = () => undefined

  constructor(address: OpenWay['address']) {
    this.#address = address
  }

  async open(): Promise<OpenWay> {
    this.opened += 1
    this.underWay += 1
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay)
    await this.gate
    this.underWay -= 1
    const { refusal } = this
    if (this.isRefusedOnce) this.refusal = null
    if (refusal !== null) throw new WayClosed(refusal, hostKey)
    const { promise: lost, resolve } = Promise.withResolvers<HostErrorCode | null>()
    this.#lose = resolve
    const close = () => {
      this.closed += 1
      resolve(null)
    }
    return { address: this.#address, hostKey, sshWay: 'forward', files: null, isHeld: true, lost, close }
  }

  cut(): void {
    this.#lose('ssh_lost')
  }

  reasonOf(): HostErrorCode {
    return 'engine_down'
  }

  stamp(): string {
    return this.files
  }

  close(): void {
    this.closed += 1
  }
}

let fake: FakeEngine
let way: ScriptedWay
let network: NetworkWatch
let host: RemoteHost
let told: Host[]
let failures: number[]
let pauseMs: number
let open: (() => unknown)[]

/** An events stream that stays open, and whatever else a test wants. */
const routes: FakeRoutes = { 'GET /events': (_request, response) => response.writeHead(200).flushHeaders() }

function start(): void {
  host.start({ onChange: (state) => told.push(state), onContainerEvent: () => undefined })
}

function until(expected: Partial<Host>): Promise<void> {
  return vi.waitFor(() => expect(host.describe()).toMatchObject(expected), soon)
}

/** Turns of the loop in which something could happen that must not. */
async function letTimePass(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 60))
}

beforeEach(async () => {
  open = []
  const folder = mkdtempSync(join(tmpdir(), 'slipway-remote-'))
  open.push(() => rmSync(folder, { recursive: true }))
  fake = await startFakeEngine(routes, join(folder, 'd.sock'))
  open.push(() => fake.stop())
  way = new ScriptedWay({ kind: 'socket', path: fake.socketPath })
  network = new NetworkWatch()
  told = []
  failures = []
  pauseMs = 5
  host = new RemoteHost({
    record: {
      id: 'h1',
      name: 'edge',
      kind: 'ssh',
      endpoint: 'ssh://edge',
      identityFile: null,
      tls: null,
      engine: null,
      lastSeenAt: 7,
    },
    way,
    network,
    credentials: { credentialsFor: () => Promise.resolve(null) },
    eventLabel: 'example.label',
    log: quiet,
    timing: {
      pingEveryMs: 20,
      answerLimitMs: 500,
      attemptLimitMs: 1_000,
      engineEveryMs: 5,
      filesEveryMs: 5,
      steadyMs: 1_000,
      backoffMs: (count) => {
        failures.push(count)
        return pauseMs
      },
    },
  })
  open.push(() => host.stop())
})
afterEach(async () => {
  for (const close of open.reverse()) await close()
})

describe('a remote host', () => {
  it('is online once its engine answers over the way', async () => {
    expect(host.describe()).toMatchObject({ state: 'connecting', lastSeenAt: 7, engine: null })
    start()
    await until({ state: 'online', reason: null, sshWay: 'forward', hostKey, nextAttemptAt: null })
    expect(host.describe().lastSeenAt).toBeGreaterThan(7)
    expect(host.engine).not.toBeNull()
    expect(way.opened).toBe(1)
  })

  it('is tried again with growing patience while it is away, and one attempt at a time', async () => {
    way.refusal = 'port_closed'
    start()
    await vi.waitFor(() => expect(failures.slice(0, 3)).toEqual([1, 2, 3]), soon)
    expect(host.describe()).toMatchObject({
      state: 'offline',
      reason: 'port_closed',
      nextAttemptAt: expect.any(Number),
    })
    await Promise.all([host.check(), host.check(), host.connectAnew()])
    expect(way.mostUnderWay).toBe(1)
    way.refusal = null
    await until({ state: 'online', nextAttemptAt: null })
  })

  it('is tried at once when the network is back', async () => {
    pauseMs = 3_600_000
    way.refusal = 'name_unresolved'
    start()
    await until({ state: 'offline' })
    way.refusal = null
    network.tellReturn()
    await until({ state: 'online' })
  })

  it('is tried at once when it is checked', async () => {
    pauseMs = 3_600_000
    way.refusal = 'connect_timeout'
    start()
    await until({ state: 'offline' })
    way.refusal = null
    expect(await host.check()).toMatchObject({ state: 'online' })
  })

  it.each([
    ['host_key_unknown', 'untrusted'],
    ['host_key_changed', 'refused'],
    ['host_key_revoked', 'refused'],
    ['auth_refused', 'refused'],
    ['passphrase_needed', 'refused'],
    ['tls_refused', 'refused'],
  ] as const)(
    'that says %s is %s, and is tried again only when a file has changed',
    async (reason, state) => {
      way.refusal = reason
      start()
      await until({ state, reason, hostKey, nextAttemptAt: null })
      network.tellReturn()
      await letTimePass()
      expect(way.opened).toBe(1)
      way.refusal = null
      way.files = 'changed'
      await until({ state: 'online' })
      expect(way.opened).toBe(2)
    },
  )

  it('says that the connection was lost, and goes on with the same engine once it is back', async () => {
    start()
    await until({ state: 'online' })
    const engine = host.engine
    way.refusal = 'port_closed'
    way.cut()
    await vi.waitFor(
      () => expect(told.map(({ reason }) => reason)).toEqual([null, 'ssh_lost', 'port_closed']),
      soon,
    )
    expect(host.engine).toBeNull()
    expect(host.describe()).toMatchObject({ engine: { version: '28.2.2' } })
    way.refusal = null
    await until({ state: 'online' })
    // Whoever holds the engine from before goes on working with it.
    expect(host.engine).toBe(engine)
    await expect(engine?.ping()).resolves.toBeUndefined()
  })

  it('keeps the connection while only the engine is away', async () => {
    start()
    await until({ state: 'online' })
    await fake.stop()
    await until({ state: 'offline', reason: 'engine_down', hostKey })
    const again = await startFakeEngine(routes, fake.socketPath)
    open.push(() => again.stop())
    await until({ state: 'online' })
    expect(way.opened).toBe(1)
  })

  it('stays online while a ping waits behind other calls that are answered', async () => {
    let isBusy = true
    const busy: FakeRoutes = {
      ...routes,
      'GET /_ping': (_request, response) => {
        if (!isBusy) response.end('OK')
      },
      'GET /images/json': (_request, response) => response.end('[]'),
    }
    await fake.stop()
    fake = await startFakeEngine(busy, fake.socketPath)
    open.push(() => fake.stop())
    start()
    await until({ state: 'online' })
    const pings = () => fake.requests.filter((request) => request.includes('_ping')).length
    while (pings() < 2) {
      await host.engine?.listImageIds()
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect(told.map(({ state }) => state)).toEqual(['online'])
    isBusy = false
  }, 20_000)

  it('does not count an attempt that began before what was changed', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    way.gate = promise
    way.refusal = 'host_key_unknown'
    way.isRefusedOnce = true
    start()
    const anew = host.connectAnew()
    resolve()
    expect(await anew).toMatchObject({ state: 'online' })
    expect(told.map(({ state }) => state)).toEqual(['untrusted', 'online'])
    expect(way.opened).toBe(2)
  })

  it('that never answers is given up as timed out', async () => {
    vi.spyOn(way, 'open').mockImplementation(
      (signal?: AbortSignal) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    )
    start()
    await until({ state: 'offline', reason: 'connect_timeout' })
  })

  it('takes a new name without a word to the server', async () => {
    start()
    await until({ state: 'online' })
    host.rename('front')
    expect(told.at(-1)).toMatchObject({ name: 'front', state: 'online' })
    expect(way.opened).toBe(1)
  })

  it('leaves nothing open when it is stopped, and whoever waits gets an answer', async () => {
    start()
    await until({ state: 'online' })
    await host.stop()
    expect(way.closed).toBeGreaterThan(0)
    await vi.waitFor(async () => expect(await fake.openConnections()).toBe(0), soon)
    expect(await host.check()).toMatchObject({ id: 'h1' })
    expect(await host.connectAnew()).toMatchObject({ id: 'h1' })
  })
})
