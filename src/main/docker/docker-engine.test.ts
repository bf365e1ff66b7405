import { getEventListeners, once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { format } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type CredentialSource, connectEngine, type DockerEngine } from './docker-engine.ts'
import { EngineError } from './engine.ts'
import {
  answerJson,
  type FakeEngine,
  type FakeRoutes,
  modernVersion,
  startFakeEngine,
} from './fake-engine.ts'
import { encodeRegistryAuth } from './registry-auth.ts'

const anonymous: CredentialSource = { credentialsFor: () => Promise.resolve(null) }
const open: { stop(): unknown }[] = []

afterEach(async () => {
  vi.unstubAllEnvs()
  for (const each of open.splice(0)) await each.stop()
})

async function connect(
  routes: FakeRoutes,
  credentials = anonymous,
): Promise<{ fake: FakeEngine; engine: DockerEngine }> {
  const fake = await startFakeEngine(routes)
  const engine = await connectEngine({ kind: 'socket', path: fake.socketPath }, credentials, {
    timeoutMs: 5_000,
    eventLabel: 'example.label',
  })
  open.push({ stop: () => engine.close() }, fake)
  return { fake, engine }
}

/** What the engine was asked for after it was connected. */
function asked({ requests }: FakeEngine): readonly string[] {
  return requests.slice(2)
}

const never = new AbortController().signal
const digest = `sha256:${'a'.repeat(64)}`

describe('connecting', () => {
  it('takes two requests, and speaks the agreed version from then on', async () => {
    const { fake, engine } = await connect({
      'GET /version': answerJson({ ...modernVersion, ApiVersion: '1.60' }),
      'GET /info': answerJson({ NCPU: 8, MemTotal: 33_185_812_480 }),
    })

    await engine.ping()

    expect(engine.info).toEqual({
      version: '28.2.2',
      apiVersion: '1.51',
      os: 'linux',
      arch: 'amd64',
      product: 'docker',
      cpus: 8,
      memoryBytes: 33_185_812_480,
    })
    expect(fake.requests.map((request) => request.replace('?', ''))).toEqual([
      'GET /version',
      'GET /info',
      'GET /v1.51/_ping',
    ])
  })

  it('does not need to know what the machine has', async () => {
    const { engine } = await connect({ 'GET /info': answerJson({ message: 'busy' }, 500) })

    expect(engine.info).toMatchObject({ cpus: null, memoryBytes: null })
  })

  it('fails with engine_too_old before API 1.40', async () => {
    const routes = { 'GET /version': answerJson({ ...modernVersion, ApiVersion: '1.39' }) }

    await expect(connect(routes)).rejects.toMatchObject({ code: 'engine_too_old' })
  })

  it('fails with host_unreachable when what answers is no engine', async () => {
    await expect(
      connect({ 'GET /version': (_request, response) => response.end('<html>') }),
    ).rejects.toBeInstanceOf(EngineError)
    await expect(
      connect({ 'GET /version': (request) => request.socket.end('hello\r\n\r\n') }),
    ).rejects.toMatchObject({
      code: 'host_unreachable',
    })
  })

  it('fails with host_unreachable when nothing comes within the limit', async () => {
    const fake = await startFakeEngine({ 'GET /version': () => undefined })
    open.push(fake)

    await expect(
      connectEngine({ kind: 'socket', path: fake.socketPath }, anonymous, { timeoutMs: 50, eventLabel: '' }),
    ).rejects.toMatchObject({ code: 'host_unreachable', status: null })
  })

  it('fails with host_unreachable when nothing is there', async () => {
    await expect(
      connectEngine({ kind: 'socket', path: '/nowhere/d.sock' }, anonymous, {
        timeoutMs: 5_000,
        eventLabel: '',
      }),
    ).rejects.toMatchObject({ code: 'host_unreachable', cause: { code: 'ENOENT' } })
  })

  it('goes to the address given, whatever DOCKER_HOST says', async () => {
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1')
    vi.stubEnv('DOCKER_TLS_VERIFY', '1')

    const { engine } = await connect({})

    await expect(engine.ping()).resolves.toBeUndefined()
  })
})

describe('requests', () => {
  it('share one kept-alive connection when they follow one another', async () => {
    const { fake, engine } = await connect({ 'GET /images/json': answerJson([{ Id: 'sha256:1' }]) })
    const before = fake.connections()

    for (let call = 0; call < 20; call += 1) await engine.listImageIds()
    await engine.ping()

    expect(fake.connections() - before).toBe(1)
  })

  it.each(['../../../images/json', 'a/../../b', 'x?y', 'x#y', '', 'a b'])(
    'never leave their route: %j',
    async (text) => {
      const { fake, engine } = await connect({})

      await expect(engine.inspectImage(text)).rejects.toMatchObject({ code: 'invalid_source' })
      await expect(engine.resolveInRegistry(text)).rejects.toMatchObject({ code: 'invalid_source' })
      await expect(engine.inspectContainer(text)).rejects.toMatchObject({ code: 'internal' })
      await expect(engine.removeContainer(text)).rejects.toMatchObject({ code: 'internal' })
      expect(asked(fake)).toEqual([])
    },
  )

  it('end when the answer breaks off in the middle', async () => {
    const { engine } = await connect({
      'GET /images/json': (_request, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('[', () => response.destroy())
      },
    })

    await expect(engine.listImageIds()).rejects.toMatchObject({ code: 'host_unreachable' })
  })

  it('end when the answer is no JSON', async () => {
    const { engine } = await connect({ 'GET /images/json': (_request, response) => response.end('<html>') })

    await expect(engine.listImageIds()).rejects.toMatchObject({ code: 'internal' })
  })

  it('end when the connection is closed', async () => {
    const { fake, engine } = await connect({ 'GET /images/json': () => undefined })

    const call = engine.listImageIds()
    await vi.waitUntil(() => asked(fake).length === 1)
    engine.close()

    await expect(call).rejects.toMatchObject({ code: 'host_unreachable' })
  })

  it("end with the signal's reason when the caller wants them no more", async () => {
    const { fake, engine } = await connect({ 'GET /distribution/web/json': () => undefined })
    const controller = new AbortController()
    const reason = new Error('cancelled by somebody')

    const call = engine.resolveInRegistry('web', controller.signal)
    await vi.waitUntil(() => asked(fake).length === 1)
    controller.abort(reason)

    await expect(call).rejects.toBe(reason)
    await expect(engine.resolveInRegistry('web', controller.signal)).rejects.toBe(reason)
  })

  it('carry the message of a refusal, and nothing else of it', async () => {
    const { engine } = await connect({
      'GET /distribution/web/json': answerJson({ message: 'manifest unknown' }, 404),
    })

    await expect(engine.resolveInRegistry('web')).rejects.toMatchObject({
      code: 'image_not_found',
      status: 404,
      message: 'manifest unknown',
    })
  })

  it('leave neither credentials nor sockets in the debug lines of docker-modem', async () => {
    const credentials = { username: 'ann', password: 'hunter2', serveraddress: 'x' }
    const { engine } = await connect(
      { 'GET /distribution/web/json': answerJson({ Descriptor: { digest } }) },
      { credentialsFor: () => Promise.resolve(credentials) },
    )
    const { lines, restore } = recordDebugLines()

    await engine.resolveInRegistry('web')
    restore()

    expect(lines.join('')).toContain('/distribution/web/json')
    expect(lines.join('')).not.toContain(encodeRegistryAuth(credentials))
    expect(lines.join('')).not.toContain('freeSockets')
  })
})

describe('the counters of a container', () => {
  const stats = answerJson({ read: '2026-01-01T00:00:00Z', cpu_stats: { cpu_usage: { total_usage: 5 } } })

  it.each([
    ['1.40', 'stream=false'],
    ['1.41', 'stream=false&one-shot=true'],
  ])('are asked of an engine that speaks %s once, without waiting for more', async (ApiVersion, query) => {
    const version = answerJson({ ...modernVersion, ApiVersion })
    const { fake, engine } = await connect({ 'GET /version': version, 'GET /containers/a/stats': stats })

    expect((await engine.containerCounters('a', never))?.cpu.total).toBe(5)
    expect(await engine.containerCounters('gone', never)).toBeNull()
    expect(asked(fake)[0]).toBe(`GET /v${ApiVersion}/containers/a/stats?${query}`)
  })

  it('of many containers are asked at once, round after round on the same connections', async () => {
    const waiting: (() => void)[] = []
    const { fake, engine } = await connect({
      'GET /containers/a/stats': (request, response) => {
        waiting.push(() => stats(request, response))
        // None is answered before all have been asked.
        if (waiting.length === 40) for (const answer of waiting.splice(0)) answer()
      },
    })
    const before = fake.connections()

    for (let round = 0; round < 3; round += 1) {
      await Promise.all(Array.from({ length: 40 }, () => engine.containerCounters('a', never)))
    }

    expect(fake.connections() - before).toBe(40)
  })
})

describe('a request that is over', () => {
  it('leaves nothing behind at the signals that could have ended it', async () => {
    const { engine } = await connect({ 'GET /containers/a/json': answerJson({ Id: 'a' }) })
    const { signal } = new AbortController()

    await Promise.all(Array.from({ length: 20 }, () => engine.inspectContainer('a', signal)))
    await expect(engine.inspectContainer('b', signal)).resolves.toBeNull()

    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('a registry lookup', () => {
  it.each(['', 'latest', 'sha256:../../x?y=z', '<script>'])('refuses the digest %j', async (answered) => {
    const { engine } = await connect({
      'GET /distribution/web/json': answerJson({ Descriptor: { digest: answered } }),
    })

    await expect(engine.resolveInRegistry('web')).rejects.toMatchObject({ code: 'internal' })
  })

  it("sends the user's credentials for that registry", async () => {
    const sent: unknown[] = []
    const domains: string[] = []
    const credentials: CredentialSource = {
      credentialsFor: (domain) => {
        domains.push(domain)
        return Promise.resolve({ username: 'ann', password: '~~~???', serveraddress: domain })
      },
    }
    const { engine } = await connect(
      {
        'GET /distribution/ghcr.io/a/b%3A1/json': (request, response) => {
          sent.push(request.headers['x-registry-auth'])
          answerJson({ Descriptor: { digest }, Platforms: [{ os: 'linux', architecture: 'amd64' }] })(
            request,
            response,
          )
        },
      },
      credentials,
    )

    const image = await engine.resolveInRegistry('ghcr.io/a/b:1')

    expect(image).toEqual({ digest })
    expect(domains).toEqual(['ghcr.io'])
    expect(JSON.parse(Buffer.from(String(sent[0]), 'base64url').toString())).toEqual({
      username: 'ann',
      password: '~~~???',
      serveraddress: 'ghcr.io',
    })
  })
})

describe('a pull', () => {
  const line = (value: object) => `${JSON.stringify(value)}\r\n`

  function pulling(write: (response: ServerResponse) => void): FakeRoutes {
    return {
      'POST /images/create': (_request, response) => {
        response.writeHead(200)
        write(response)
      },
    }
  }

  it('asks for the digest alone, and tells the layers as they come, however the lines are cut', async () => {
    const text = [
      line({ status: 'Pulling from web', id: 'ünïcode' }),
      line({ status: 'Downloading', id: 'a', progressDetail: { current: 1, total: 2 } }),
      line({ status: 'Pull complete', id: 'a', progressDetail: {} }),
    ].join('')
    const bytes = Buffer.from(text)
    const { fake, engine } = await connect(
      pulling((response) => {
        const write = (at: number): void => {
          if (at === bytes.length) response.end()
          else response.write(bytes.subarray(at, at + 1), () => setImmediate(write, at + 1))
        }
        write(0)
      }),
    )
    const told: unknown[] = []

    await engine.pullImage(`127.0.0.1:5000/web@${digest}`, (layers) => told.push(layers), never)

    expect(asked(fake)).toEqual([
      `POST /v1.50/images/create?fromImage=127.0.0.1%3A5000%2Fweb&tag=${encodeURIComponent(digest)}`,
    ])
    expect(told).toEqual([
      [{ id: 'a', state: 'downloading', currentBytes: 1, totalBytes: 2 }],
      [{ id: 'a', state: 'done', currentBytes: 2, totalBytes: 2 }],
    ])
  })

  it('fails with the error that comes inside the stream of a 200', async () => {
    const { engine } = await connect(
      pulling((response) => {
        response.write(line({ status: 'Downloading', id: 'a', progressDetail: { current: 1, total: 2 } }))
        const message = 'write /var/lib/x: no space left on device'
        response.end(line({ errorDetail: { message }, error: message }))
      }),
    )

    await expect(engine.pullImage('web', () => undefined, never)).rejects.toMatchObject({
      code: 'no_space',
      status: 200,
    })
  })

  it('fails when the engine goes away in the middle', async () => {
    const { engine } = await connect(
      pulling((response) => response.write(line({ status: 'x' }), () => response.destroy())),
    )

    await expect(engine.pullImage('web', () => undefined, never)).rejects.toMatchObject({
      code: 'host_unreachable',
    })
  })

  it('ends at the engine too when it is cancelled', async () => {
    const responses: ServerResponse[] = []
    const { engine } = await connect(
      pulling((response) => {
        responses.push(response)
        response.write(line({ status: 'Downloading', id: 'a', progressDetail: { current: 1, total: 2 } }))
      }),
    )
    const controller = new AbortController()
    const reason = new Error('cancelled')

    await expect(engine.pullImage('web', () => controller.abort(reason), controller.signal)).rejects.toBe(
      reason,
    )

    const [response] = responses
    if (response !== undefined && !response.destroyed) await once(response, 'close')
    expect(response?.destroyed).toBe(true)
  })
})

describe('removing', () => {
  it('waits for a removal that is under way already', async () => {
    const { fake, engine } = await connect({
      'DELETE /containers/abc': answerJson(
        { message: 'removal of container abc is already in progress' },
        409,
      ),
      'POST /containers/abc/wait': answerJson({ StatusCode: 0 }),
    })

    await engine.removeContainer('abc')

    expect(asked(fake)).toEqual([
      'DELETE /v1.50/containers/abc?force=true&v=false',
      'POST /v1.50/containers/abc/wait?condition=removed',
    ])
  })

  it('takes no notice of what is gone or in use', async () => {
    const { engine } = await connect({ 'DELETE /images/web%3A1': answerJson({ message: 'conflict' }, 409) })

    await expect(engine.removeContainer('gone')).resolves.toBeUndefined()
    await expect(engine.untagImage('gone:1')).resolves.toBeUndefined()
    await expect(engine.untagImage('web:1')).resolves.toBeUndefined()
    await expect(engine.stopContainer('gone', 0)).resolves.toBeUndefined()
  })
})

describe('events', () => {
  it('are listened to before onOpen is called, and end with an error when the stream ends', async () => {
    const streams: ServerResponse[] = []
    const { engine } = await connect({
      'GET /events': (_request, response) => {
        response.writeHead(200).flushHeaders()
        streams.push(response)
      },
    })
    const actions: string[] = []
    const event = (Action: string) => `${JSON.stringify({ Type: 'container', Action, Actor: { ID: 'a' } })}\n`

    const watch = engine.watchEvents(
      ({ action }) => actions.push(action),
      never,
      () => streams[0]?.end(event('start') + event('exec_create: true') + event('die')),
    )

    await expect(watch).rejects.toMatchObject({ code: 'host_unreachable' })
    expect(actions).toEqual(['start', 'die'])
  })
})

/** Switches on what `DEBUG=modem` would, and keeps what is written. */
function recordDebugLines(): { lines: string[]; restore: () => void } {
  const dockerode = createRequire(import.meta.url).resolve('dockerode')
  const modem = createRequire(dockerode).resolve('docker-modem')
  const debug = createRequire(modem)('debug')
  const lines: string[] = []
  const { log } = debug
  debug.log = (...values: unknown[]) => lines.push(format(...values))
  debug.enable('modem')
  return {
    lines,
    restore: () => {
      debug.disable()
      debug.log = log
    },
  }
}
