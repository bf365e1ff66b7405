import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Host } from '../../contract/host.ts'
import { connectEngine } from '../docker/docker-engine.ts'
import type { EndpointCandidate } from '../docker/endpoint.ts'
import {
  answerJson,
  type FakeEngine,
  type FakeRoutes,
  modernVersion,
  startFakeEngine,
} from '../docker/fake-engine.ts'
import { findEngine, reasonOf } from './find-engine.ts'
import { LocalHost } from './local.ts'
import { HostRegistry } from './registry.ts'

const credentials = { credentialsFor: () => Promise.resolve(null) }
const eventLabel = 'example.label'
const quiet = { info: () => undefined, error: () => undefined }
/** What the issue allows between a change and the news of it. */
const newsWithin = { timeout: 5_000, interval: 10 }

/** As the host keeps time elsewhere, only faster. */
const timing = { searchEveryMs: 20, pingEveryMs: 20, answerLimitMs: 200 }

let folder: string
let open: (() => unknown)[]
const warnings: string[] = []
process.on('warning', ({ name, message }) => warnings.push(`${name}: ${message}`))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-host-'))
  open = []
})

afterEach(async () => {
  vi.restoreAllMocks()
  for (const close of open.reverse()) await close()
  rmSync(folder, { recursive: true, force: true })
  // Node complains there of timers that it had to correct.
  expect(warnings.splice(0)).toEqual([])
})

/** An events stream that stays open, and whatever else a test wants. */
function engineRoutes(routes: FakeRoutes = {}): FakeRoutes {
  return { 'GET /events': (_request, response) => response.writeHead(200).flushHeaders(), ...routes }
}

async function fakeEngine(routes: FakeRoutes = {}, socketPath?: string): Promise<FakeEngine> {
  const fake = await startFakeEngine(engineRoutes(routes), socketPath)
  open.push(() => fake.stop())
  return fake
}

function startHosts(dockerHost: string): { hosts: HostRegistry; local: () => Host; told: Host[] } {
  const env = { DOCKER_HOST: dockerHost }
  const local = new LocalHost({
    env,
    home: folder,
    platform: 'linux',
    credentials,
    eventLabel,
    log: quiet,
    timing,
  })
  const hosts = new HostRegistry([local], quiet)
  const told: Host[] = []
  hosts.onChange((host) => told.push(host))
  hosts.start()
  open.push(() => hosts.stop())
  return { hosts, local: () => hosts.get('local'), told }
}

function untilTold(told: readonly Host[], expected: Partial<Host>): Promise<unknown> {
  return vi.waitFor(() => expect(told.at(-1)).toMatchObject(expected), newsWithin)
}

describe('the local host', { timeout: 20_000 }, () => {
  it('is online once its engine answers and its events are listened to', async () => {
    const fake = await fakeEngine()
    const { hosts, told } = startHosts(`unix://${fake.socketPath}`)

    expect(hosts.list()).toMatchObject([
      { id: 'local', name: 'local', state: 'connecting', reason: null, attempts: [] },
    ])
    expect(hosts.engine('local')).toBeNull()
    await untilTold(told, { state: 'online' })

    expect(told).toMatchObject([
      {
        state: 'online',
        reason: null,
        endpoint: `unix://${fake.socketPath}`,
        engine: { version: '28.2.2', apiVersion: '1.50', os: 'linux', arch: 'amd64', product: 'docker' },
        attempts: [{ origin: 'DOCKER_HOST', name: 'DOCKER_HOST', result: 'answered' }],
      },
    ])
    expect(hosts.engine('local')?.info.version).toBe('28.2.2')
    expect(fake.requests.some((request) => request.includes('/events?'))).toBe(true)
  })

  it.each([
    ['unix:///nowhere/docker.sock', 'engine_not_found'],
    ['tcp://127.0.0.1:1', 'engine_down'],
    ['ssh://build.example', 'engine_endpoint_invalid'],
    ['tcp://10.0.0.1:2375', 'engine_endpoint_invalid'],
  ])('at %s is offline with %s', async (dockerHost, reason) => {
    const { hosts, told } = startHosts(dockerHost)

    await untilTold(told, { state: 'offline', reason: reason as Host['reason'] })

    expect(told.at(-1)).toMatchObject({ endpoint: dockerHost, engine: null, attempts: [{ result: reason }] })
    expect(hosts.engine('local')).toBeNull()
  })

  it('is offline with engine_too_old before API 1.40', async () => {
    const fake = await fakeEngine({ 'GET /version': answerJson({ ...modernVersion, ApiVersion: '1.39' }) })
    const { told } = startHosts(`unix://${fake.socketPath}`)

    await untilTold(told, { state: 'offline', reason: 'engine_too_old' })
  })

  it('is offline with engine_down when something listens and stays silent', async () => {
    const socketPath = join(folder, 'silent.sock')
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(socketPath, resolve))
    open.push(() => server.close())
    const { told } = startHosts(`unix://${socketPath}`)

    await untilTold(told, { state: 'offline', reason: 'engine_down' })
  })

  it('goes online when a socket appears where none was', async () => {
    const socketPath = join(folder, 'late.sock')
    const { told } = startHosts(`unix://${socketPath}`)
    await untilTold(told, { state: 'offline', reason: 'engine_not_found' })

    await fakeEngine({}, socketPath)

    await untilTold(told, { state: 'online', reason: null })
  })

  it.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])('goes on searching while the clock is set %s', async (_way, stepMs) => {
    const socketPath = join(folder, 'late.sock')
    const { now } = Date
    let steps = 0
    vi.spyOn(Date, 'now').mockImplementation(() => {
      steps += 1
      return now() + steps * stepMs
    })
    const { told } = startHosts(`unix://${socketPath}`)
    await untilTold(told, { state: 'offline' })

    await fakeEngine({}, socketPath)

    await untilTold(told, { state: 'online' })
  })

  it('goes offline when the engine ends, remembers it, and comes back with it', async () => {
    const socketPath = join(folder, 'd.sock')
    const fake = await fakeEngine({}, socketPath)
    const { hosts, told, local } = startHosts(`unix://${socketPath}`)
    await untilTold(told, { state: 'online' })
    const engine = hosts.engine('local')

    await fake.stop()
    await untilTold(told, { state: 'offline', reason: 'engine_down' })
    expect(hosts.engine('local')).toBeNull()
    expect(local()).toMatchObject({ engine: { version: '28.2.2' }, endpoint: `unix://${socketPath}` })

    await fakeEngine({}, socketPath)
    await untilTold(told, { state: 'online' })
    // Whoever holds the engine from before goes on working with it.
    expect(hosts.engine('local')).toBe(engine)
    await expect(engine?.ping()).resolves.toBeUndefined()
    expect(told.map(({ state }) => state)).not.toContain('connecting')
  })

  it('goes offline when the engine hangs, and online when it answers again', async () => {
    let isHanging = false
    const unlessHanging = (answer: FakeRoutes[string]): FakeRoutes[string] => {
      return (request, response) => {
        if (!isHanging) answer?.(request, response)
      }
    }
    const fake = await fakeEngine({
      'GET /_ping': unlessHanging((_request, response) => response.end('OK')),
      'GET /version': unlessHanging(answerJson(modernVersion)),
    })
    const { told } = startHosts(`unix://${fake.socketPath}`)
    await untilTold(told, { state: 'online' })

    isHanging = true
    await untilTold(told, { state: 'offline', reason: 'engine_down' })
    isHanging = false
    await untilTold(told, { state: 'online' })
  })

  it('tells container events to every listener, whatever another one does', async () => {
    const event = { Type: 'container', Action: 'die', Actor: { ID: 'abc', Attributes: { a: 'b' } } }
    const fake = await fakeEngine({
      'GET /events': (_request, response) => response.writeHead(200).write(`${JSON.stringify(event)}\n`),
    })
    const { hosts, told } = startHosts(`unix://${fake.socketPath}`)
    const heard: unknown[] = []
    hosts.onContainerEvent(() => {
      throw new Error('broken listener')
    })
    hosts.onContainerEvent((hostId, { action, id, labels }) => heard.push([hostId, action, id, labels]))

    await vi.waitUntil(() => heard.length > 0, newsWithin)

    expect(heard).toEqual([['local', 'die', 'abc', { a: 'b' }]])
    expect(told.at(-1)).toMatchObject({ state: 'online' })
  })

  it('is checked on request, with one search at a time', async () => {
    let running = 0
    let most = 0
    const fake = await fakeEngine({
      'GET /version': (request, response) => {
        running += 1
        most = Math.max(most, running)
        setImmediate(() => {
          running -= 1
          answerJson(modernVersion)(request, response)
        })
      },
    })
    const { hosts, told } = startHosts(`unix://${fake.socketPath}`)

    const checked = await Promise.all([hosts.check('local'), hosts.check('local'), hosts.check('local')])

    expect(checked.map(({ state }) => state)).toEqual(['online', 'online', 'online'])
    expect(most).toBe(1)
    expect(told).toHaveLength(1)
    expect(await hosts.check('local')).toMatchObject({ state: 'online' })
    await expect(hosts.check('elsewhere')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('leaves no connection open when it is stopped, online or offline', async () => {
    const fake = await fakeEngine()
    const { hosts, told } = startHosts(`unix://${fake.socketPath}`)
    await untilTold(told, { state: 'online' })

    await hosts.stop()

    await vi.waitFor(async () => expect(await fake.openConnections()).toBe(0))
    expect(await hosts.check('local')).toMatchObject({ id: 'local' })
    const offline = startHosts('unix:///nowhere/docker.sock')
    await offline.hosts.stop()
  })
})

describe('a search over several places', () => {
  const none: EndpointCandidate = place('none', '/nowhere/docker.sock')

  function place(name: string, path: string): EndpointCandidate {
    return { origin: 'socket', name, endpoint: `unix://${path}`, address: { kind: 'socket', path } }
  }

  function search(candidates: readonly EndpointCandidate[]) {
    return findEngine({
      candidates,
      credentials,
      eventLabel,
      timeoutMs: 2_000,
      signal: new AbortController().signal,
    })
  }

  it('takes the first that answers and looks no further', async () => {
    const first = await fakeEngine()
    const second = await fakeEngine()

    const { found, attempts } = await search([
      none,
      place('first', first.socketPath),
      place('second', second.socketPath),
    ])
    found?.engine.close()

    expect(found?.endpoint).toBe(`unix://${first.socketPath}`)
    expect(attempts.map(({ name, result }) => [name, result])).toEqual([
      ['none', 'engine_not_found'],
      ['first', 'answered'],
    ])
    expect(second.requests).toEqual([])
  })

  it('says what is most worth knowing when none answers', async () => {
    const old = await fakeEngine({ 'GET /version': answerJson({ ...modernVersion, ApiVersion: '1.39' }) })

    const { found, attempts } = await search([none, place('old', old.socketPath), none])

    expect(found).toBeNull()
    expect(reasonOf(attempts)).toBe('engine_too_old')
    expect(reasonOf([])).toBe('engine_not_found')
  })

  it('tells a socket that may not be opened from one that is not there', async () => {
    const fake = await fakeEngine()
    chmodSync(fake.socketPath, 0o000)

    const { attempts } = await asStranger(() => search([place('closed', fake.socketPath)]))

    expect(attempts).toMatchObject([{ result: 'engine_permission_denied' }])
    await expect(
      asStranger(() =>
        connectEngine({ kind: 'socket', path: fake.socketPath }, credentials, {
          eventLabel,
          timeoutMs: 2_000,
        }),
      ),
    ).rejects.toMatchObject({ code: 'engine_permission_denied' })
  })

  /** Root may open everything, so it puts its rights aside for a moment. */
  async function asStranger<Result>(run: () => Promise<Result>): Promise<Result> {
    if (process.geteuid?.() !== 0) return await run()
    process.seteuid?.(65_534)
    try {
      return await run()
    } finally {
      process.seteuid?.(0)
    }
  }
})
