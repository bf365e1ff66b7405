import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { startDelayProxy } from '../../../scripts/test-parts/delay-proxy.ts'
import { askEngine, callEngine } from '../../../scripts/test-parts/engine-api.ts'
import { baseImage, testEngine } from '../../../scripts/test-parts/images.ts'
import { packTar } from '../../../scripts/test-parts/tar.ts'
import { connectEngine, type DockerEngine } from '../docker/docker-engine.ts'
import type { StreamAgent } from '../docker/stream-agent.ts'
import type { SshConnection } from './ssh-connection.ts'
import { knownLine, type SshScene, setScene } from './testing/ssh-scene.ts'

const never = { credentialsFor: () => Promise.resolve(null) }
const scenes: SshScene[] = []
const ends: (() => Promise<unknown>)[] = []
/** With dial-stdio as the only way. */
const noForwarding = 'AllowStreamLocalForwarding no'

afterEach(async () => {
  await Promise.all(scenes.splice(0).map((scene) => scene.close()))
  await Promise.all(ends.splice(0).map((end) => end()))
})

async function open(options: Parameters<typeof setScene>[0] = {}): Promise<SshScene> {
  const scene = await setScene({ dockerHost: testEngine(), ...options })
  scenes.push(scene)
  return scene
}

async function engineAt(connection: SshConnection): Promise<DockerEngine> {
  return await connectEngine(connection.address, never, { timeoutMs: 5_000, eventLabel: 'slipway-test.ssh' })
}

function streamsOf({ address }: SshConnection): StreamAgent {
  if (address.kind !== 'stream') throw new TypeError('The address of an SSH connection is one of streams.')
  return address.streams
}

async function ask(
  connection: SshConnection,
  method: string,
  path: string,
  body?: Buffer,
): Promise<{ readonly status: number; readonly body: Buffer }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const call = request(
      { agent: streamsOf(connection), method, path, headers: { 'content-type': 'application/x-tar' } },
      resolve,
    )
    call.on('error', reject)
    call.end(body)
  })
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks) }
}

async function createContainer(command: readonly string[], more: object = {}): Promise<string> {
  const name = `ssh-test-${randomBytes(6).toString('hex')}`
  const body = { Image: baseImage, Cmd: command, ...more }
  await askEngine(testEngine(), 'POST', `/containers/create?name=${name}`, body)
  ends.push(() => callEngine(testEngine(), 'DELETE', `/containers/${name}?force=true`))
  return name
}

async function many(count: number, once: () => Promise<unknown>): Promise<string[]> {
  const outcomes = await Promise.allSettled(Array.from({ length: count }, once))
  return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []))
}

describe.each([
  ['forward', []],
  ['dial_stdio', [noForwarding]],
] as const)('an engine reached by %s', (way, settings) => {
  it('is found where DOCKER_HOST of the server says', async () => {
    const scene = await open({ settings })

    const connection = await scene.connect()
    const engine = await engineAt(connection)

    expect(connection.way).toBe(way)
    expect(engine.info.product).toBe('docker')
    await engine.ping()
  })

  it('takes and gives large bodies whole', async () => {
    const connection = await (await open({ settings })).connect()
    const container = await createContainer(['true'])
    const content = randomBytes(12 * 1024 * 1024)

    const path = `/containers/${container}/archive?path=/`
    const sent = await ask(connection, 'PUT', path, packTar([{ path: 'big', content }]))
    const got = await ask(connection, 'GET', `/containers/${container}/archive?path=/big`)

    expect(sent.status).toBe(200)
    expect(got.body.subarray(512, 512 + content.length).equals(content)).toBe(true)
  })

  it('takes an upgraded connection in both directions', async () => {
    const connection = await (await open({ settings })).connect()
    const container = await createContainer(['cat'], { OpenStdin: true, StdinOnce: true, Tty: false })
    await askEngine(testEngine(), 'POST', `/containers/${container}/start`)

    const stream = await upgrade(connection, `/containers/${container}/attach?stream=1&stdin=1&stdout=1`)
    stream.end('over and back')
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)

    expect(Buffer.concat(chunks).subarray(8).toString()).toBe('over and back')
  })

  it('is cut off with a code when the server dies in the middle of an answer', async () => {
    const scene = await open({ settings })
    const connection = await scene.connect()
    const engine = await engineAt(connection)
    const opened = Promise.withResolvers<void>()
    const watching = engine.watchEvents(() => undefined, new AbortController().signal, opened.resolve)
    await opened.promise
    const waiting = ask(connection, 'POST', `/containers/${await createContainer(['true'])}/wait`)

    await Promise.all([
      scene.sshd.kill(),
      expect(watching).rejects.toMatchObject({ code: 'host_unreachable' }),
      expect(waiting).rejects.toMatchObject({ code: 'ECONNRESET' }),
    ])

    expect(await connection.lost).toBe('ssh_lost')
    await expect(engine.ping()).rejects.toMatchObject({ code: 'host_unreachable' })
  })

  it('is left by a request that is given up, at once and without harm to the others', async () => {
    const connection = await (await open({ settings })).connect()
    const engine = await engineAt(connection)
    const giveUp = new AbortController()
    const opened = Promise.withResolvers<void>()
    const watching = engine.watchEvents(() => undefined, giveUp.signal, opened.resolve)
    await opened.promise

    giveUp.abort(new Error('enough'))

    await expect(watching).rejects.toThrow('enough')
    await expect(engine.ping(giveUp.signal)).rejects.toThrow('enough')
    await engine.ping()
  })
})

async function upgrade(connection: SshConnection, path: string): Promise<Duplex> {
  return await new Promise((resolve, reject) => {
    const call = request({
      agent: streamsOf(connection),
      method: 'POST',
      path,
      headers: { connection: 'Upgrade', upgrade: 'tcp' },
    })
    call.on('upgrade', (_response, socket, head) => {
      if (head.length > 0) socket.unshift(head)
      resolve(socket)
    })
    call.on('response', (response) => reject(new Error(`Not upgraded: ${response.statusCode}`)))
    call.on('error', reject)
    call.end()
  })
}

describe('requests at once', () => {
  it('are 200 over one TCP connection', async () => {
    const scene = await open()
    const proxy = await startDelayProxy(scene.sshd.port, 0)
    ends.push(() => proxy.stop())
    scene.writeKnownHosts(knownLine(scene.sshd, `[127.0.0.1]:${proxy.port}`))
    const connection = await scene.connect({ endpoint: `ssh://127.0.0.1:${proxy.port}` })
    const engine = await engineAt(connection)

    expect(await many(200, () => engine.listImageIds())).toEqual([])

    expect(proxy.connections).toBe(1)
  })

  it('wait for one another where the server takes three sessions, and none fails', async () => {
    const scene = await open({ settings: [noForwarding, 'MaxSessions 3'] })
    const connection = await scene.connect()
    const engine = await engineAt(connection)

    expect(await many(50, () => engine.listImageIds())).toEqual([])
    expect(await many(50, () => engine.listImageIds())).toEqual([])

    expect(connection.way).toBe('dial_stdio')
    expect(scene.sshd.log()).toContain('no more sessions')
  })

  it('that are short pass by those that take long, where there are three sessions', async () => {
    const scene = await open({ settings: [noForwarding, 'MaxSessions 3'] })
    const connection = await scene.connect()
    const engine = await engineAt(connection)
    const container = await createContainer(['sleep', '1000'])
    await askEngine(testEngine(), 'POST', `/containers/${container}/start`)
    expect(await many(20, () => engine.listImageIds())).toEqual([])

    const events = new AbortController()
    const opened = Promise.withResolvers<void>()
    const watching = engine.watchEvents(() => undefined, events.signal, opened.resolve).catch(() => 'ended')
    await opened.promise
    const waits = Array.from({ length: 3 }, () => ask(connection, 'POST', `/containers/${container}/wait`))
    expect(await many(20, () => engine.ping())).toEqual([])

    await engine.removeContainer(container)
    for (const { status } of await Promise.all(waits)) expect([200, 404]).toContain(status)
    events.abort()
    expect(await watching).toBe('ended')
  })

  it('are not kept by sessions from an engine that forwards', async () => {
    const scene = await open({ settings: ['MaxSessions 1'] })
    const connection = await scene.connect()
    const engine = await engineAt(connection)

    expect(await many(50, () => engine.listImageIds())).toEqual([])
    expect(connection.way).toBe('forward')
  })
})

describe('a server whose engine is away', () => {
  it.each([
    ['forward', []],
    ['dial_stdio', [noForwarding]],
  ] as const)('keeps its connection, and the next request finds the engine: %s', async (way, settings) => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-ssh-engine-'))
    ends.push(async () => rmSync(folder, { recursive: true }))
    const socket = join(folder, 'engine.sock')
    const connection = await (await open({ dockerHost: `unix://${socket}`, settings })).connect()
    await expect(engineAt(connection)).rejects.toMatchObject({ code: 'host_unreachable' })

    symlinkSync(testEngine().replace('unix://', ''), socket)

    await (await engineAt(connection)).ping()
    expect(connection.way).toBe(way)
  })
})

describe('a server whose docker CLI reaches no engine', () => {
  it.each([
    ['permission denied while trying to connect to the Docker daemon socket', 'engine_permission_denied'],
    ['Cannot connect to the Docker daemon', 'host_unreachable'],
  ])('says why: %s', async (words, code) => {
    const programs = mkdtempSync(join(tmpdir(), 'slipway-ssh-cli-'))
    ends.push(async () => rmSync(programs, { recursive: true }))
    writeFileSync(join(programs, 'docker'), `#!/bin/sh\necho '${words}' >&2\nexit 1\n`, { mode: 0o755 })
    const elsewhere = `SetEnv PATH=${programs}:/usr/bin:/bin DOCKER_HOST=tcp://engine.invalid`
    const connection = await (await open({ settings: [elsewhere] })).connect()

    await expect(engineAt(connection)).rejects.toMatchObject({ code })
  })
})
