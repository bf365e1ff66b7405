import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request as send } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type HttpWay, serveHttp } from './http.ts'
import { Page } from './page.ts'
import { createMemoryServices, type MemoryServices } from './testing/memory-services.ts'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Null when the body is not JSON. */
  readonly json: Record<string, unknown>
}

let memory: MemoryServices
let http: HttpWay
let screens: string
let now: number
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }

beforeEach(async () => {
  vi.clearAllMocks()
  now = 1_800_000_000_000
  screens = mkdtempSync(join(tmpdir(), 'slipway-screens-'))
  mkdirSync(join(screens, 'out', 'assets'), { recursive: true })
  writeFileSync(join(screens, 'secret.txt'), 'outside')
  writeFileSync(
    join(screens, 'out', 'index.html'),
    '<meta nonce="SLIPWAY_CSP_NONCE"><script nonce="SLIPWAY_CSP_NONCE" src="./assets/index-1.js"></script>',
  )
  writeFileSync(join(screens, 'out', 'assets', 'index-1.js'), 'export {}')
  memory = createMemoryServices()
  http = await serveHttp({
    port: 0,
    services: memory.services,
    log,
    page: new Page(join(screens, 'out')),
    now: () => now,
    recheckMs: 10,
  })
})

afterEach(async () => {
  await http.close()
  memory.dispose()
  rmSync(screens, { recursive: true })
})

interface Sent {
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
}

/** One request, sent as it is: fetch would tidy the path and refuse some headers. */
function call(method: string, path: string, { headers = {}, body }: Sent = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send(
      { port: http.port, host: '127.0.0.1', method, path, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          const isJson = response.headers['content-type'] === 'application/json'
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: isJson ? JSON.parse(text) : {},
          })
        })
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

function as(token: string, extra: OutgoingHttpHeaders = {}): { headers: OutgoingHttpHeaders } {
  return { headers: { authorization: `Bearer ${token}`, ...extra } }
}

function post(path: string, body: unknown, token = memory.adminToken): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return call('POST', path, { ...as(token, { 'content-type': 'application/json' }), body: text })
}

const web = { name: 'web', sourceKind: 'image', source: { reference: 'web:1' } }

async function createWeb(): Promise<string> {
  const { json } = await post('/api/workloads', web)
  return String(json['id'])
}

describe('REST', () => {
  it('answers 201 with everything stored, 202 for queued work and 204 without a body', async () => {
    const created = await post('/api/workloads', web)
    expect(created).toMatchObject({ status: 201, json: { name: 'web', historyLimit: 50 } })
    const path = `/api/workloads/${String(created.json['id'])}`

    const started = await call('POST', `${path}/deploy`, as(memory.adminToken))
    expect(started).toMatchObject({ status: 202, json: { deployId: expect.any(String) } })
    const cancelled = await call(
      'POST',
      `${path}/deploys/${started.json['deployId']}/cancel`,
      as(memory.adminToken),
    )
    expect(cancelled.status).toBe(202)
    const again = await call(
      'POST',
      `${path}/deploys/${started.json['deployId']}/cancel`,
      as(memory.adminToken),
    )
    expect(again).toMatchObject({ status: 409, json: { code: 'already_finished' } })

    const removed = await call('DELETE', `${path}?containers=false`, as(memory.adminToken))
    expect(removed).toMatchObject({ status: 204, text: '' })
  })

  it('answers errors as code, status, message and data, and nothing else', async () => {
    const { json } = await call('GET', '/api/workloads/nobody', as(memory.adminToken))

    expect(json).toEqual({
      code: 'not_found',
      status: 404,
      message: 'There is nothing with this id.',
      data: { kind: 'workload', id: 'nobody' },
    })
  })

  it.each([
    [{ ...web, source: undefined }, 'source'],
    [{ ...web, historyLimit: '5' }, 'historyLimit'],
    [{ ...web, gate: { settleMs: 'x' } }, 'gate.settleMs'],
    [{ ...web, nonsense: 1 }, 'nonsense'],
    [{ ...web, id: 'mine' }, 'id'],
    [{ ...web, name: 'ü' }, 'name'],
    [[web], ''],
    ['"text"', ''],
    ['null', ''],
    ['{"name":', ''],
    [{}, 'name'],
  ])('answers bad input %j with 400 and the path "%s", and stores nothing', async (body, path) => {
    const answer = await post('/api/workloads', body)

    expect(answer).toMatchObject({
      status: 400,
      json: { code: 'invalid_input', data: { path, issues: expect.any(Array) } },
    })
    expect(await memory.services.workloads.list()).toEqual([])
  })

  it('does not take bytes that are not UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff]), Buffer.from('"}')])
    const answer = await call('POST', '/api/workloads', {
      ...as(memory.adminToken, { 'content-type': 'application/json' }),
      body,
    })

    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_input' } })
  })

  it.each([
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['limit=abc', 'limit'],
    ['limit=', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['before=1.5', 'before'],
    ['page=2', 'page'],
    ['id=other', 'id'],
  ])('answers the bad query %s with 400 and its path', async (query, path) => {
    const id = await createWeb()

    const answer = await call('GET', `/api/workloads/${id}/deploys?${query}`, as(memory.adminToken))

    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_input', data: { path } } })
  })

  it('never lets a body or a query stand in for the id of the path', async () => {
    const id = await createWeb()
    const other = await post('/api/workloads', { ...web, name: 'other' })
    const otherId = other.json['id']

    const headers = as(memory.adminToken, { 'content-type': 'application/json' })
    const patched = await call('PATCH', `/api/workloads/${id}`, {
      ...headers,
      body: JSON.stringify({ id: otherId, historyLimit: 7 }),
    })
    const deployed = await post(`/api/workloads/${id}/deploy`, { id: otherId })
    const queried = await call('POST', `/api/workloads/${id}/deploy?id=${otherId}`, as(memory.adminToken))
    const removed = await call('DELETE', `/api/workloads/${id}?id=${otherId}`, as(memory.adminToken))

    for (const answer of [patched, deployed, queried, removed]) {
      expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_input', data: { path: 'id' } } })
    }
    expect(await memory.services.workloads.list()).toMatchObject([{ historyLimit: 50 }, { historyLimit: 50 }])
  })

  it('refuses a body where none is taken', async () => {
    const id = await createWeb()

    const answer = await call('DELETE', `/api/workloads/${id}`, {
      ...as(memory.adminToken, { 'content-type': 'application/json', 'content-length': 20 }),
      body: '{"containers":false}',
    })

    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_input', data: { path: '' } } })
  })

  it.each([
    '/api',
    '/api/',
    '/api/nothing',
    '/api/workloads/',
    '/api/workloads/x/nothing',
    '/api/workloads/..',
    '/api//workloads',
  ])('answers the unknown path %s with 404', async (path) => {
    const answer = await call('GET', path, as(memory.adminToken))

    expect(answer).toMatchObject({ status: 404, json: { code: 'path_not_found', status: 404, data: null } })
  })

  it('answers a wrong method with 405 and those that there are', async () => {
    const answer = await call('PUT', '/api/workloads/x', as(memory.adminToken))

    expect(answer).toMatchObject({ status: 405, json: { code: 'method_not_allowed' } })
    expect(answer.headers.allow?.split(', ').sort()).toEqual(['DELETE', 'GET', 'PATCH'])
  })

  it.each([1024 * 1024 + 1, 5 * 1024 * 1024])('answers a body of %i bytes with 413', async (bytes) => {
    const answer = await post('/api/workloads', JSON.stringify({ name: 'x'.repeat(bytes) }))

    expect(answer).toMatchObject({ status: 413, json: { code: 'payload_too_large' } })
  })

  it('answers an endless body with 413 and hangs up', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(http.port, '127.0.0.1', () => {
        socket.write(
          `POST /api/workloads HTTP/1.1\r\nHost: 127.0.0.1:${http.port}\r\nAuthorization: Bearer ${memory.adminToken}\r\n` +
            'Content-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{',
        )
      })
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(text))
    })

    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=latin1',
  ])('answers the content type %s with 415', async (type) => {
    const answer = await call('POST', '/api/workloads', {
      ...as(memory.adminToken, { 'content-type': type }),
      body: JSON.stringify(web),
    })

    expect(answer).toMatchObject({ status: 415, json: { code: 'unsupported_media_type' } })
  })

  it('describes itself with a document that a validator takes', async () => {
    const answer = await call('GET', '/api/openapi.json')

    expect(answer.status).toBe(200)
    expect((await new Validator().validate(answer.json)).valid).toBe(true)
  })

  it('answers a failure of its own with 500 and tells nothing of it', async () => {
    vi.spyOn(memory.services.tokens, 'authenticate').mockImplementation(() => {
      throw new TypeError('hunter2')
    })

    const answer = await call('GET', '/api/workloads', as('slipway_x'))

    expect(answer).toMatchObject({ status: 500, json: { code: 'internal', data: null } })
    expect(answer.text).not.toContain('hunter2')
    expect(log.error).toHaveBeenCalledOnce()
  })
})

describe('access by token', () => {
  it.each(['/api/workloads', '/api/events', '/api/nothing', '/rpc/workloads/list'])(
    'answers %s with 401 without a token',
    async (path) => {
      const method = path.startsWith('/rpc') ? 'POST' : 'GET'
      const answer = await call(method, path)

      expect(answer.status).toBe(401)
      expect(answer.headers['www-authenticate']).toContain('Bearer')
    },
  )

  it.each(['Bearer nonsense', 'Bearer ', 'Basic YWRtaW46YWRtaW4=', `Bearer slipway_${'A'.repeat(43)}`])(
    'answers 401 to the header "%s"',
    async (authorization) => {
      expect(await call('GET', '/api/workloads', { headers: { authorization } })).toMatchObject({
        status: 401,
        json: { code: 'unauthorized' },
      })
    },
  )

  it('takes no token from the URL', async () => {
    for (const name of ['token', 'access_token', 'key']) {
      expect((await call('GET', `/api/workloads?${name}=${memory.adminToken}`)).status).toBe(401)
    }
    expect((await call('GET', `/api/health?token=${memory.adminToken}`)).text).not.toContain('admin')
  })

  it('tells anybody its health and its version alone', async () => {
    expect(await call('GET', '/api/health')).toMatchObject({
      status: 200,
      json: { status: 'ok', version: '0.0.0-test' },
    })
  })

  it('lets a viewer read', async () => {
    expect((await call('GET', '/api/workloads', as(memory.viewerToken))).status).toBe(200)
  })

  it.each([
    ['POST', '/api/workloads'],
    ['PATCH', '/api/workloads/x'],
    ['DELETE', '/api/workloads/x'],
    ['POST', '/api/workloads/x/deploy'],
    ['POST', '/api/workloads/x/rollback'],
    ['POST', '/api/workloads/x/deploys/y/cancel'],
    ['POST', '/api/hosts/local/check'],
    ['GET', '/api/tokens'],
    ['POST', '/api/tokens'],
    ['DELETE', '/api/tokens/x'],
    ['PATCH', '/api/settings'],
    ['POST', '/session/codes'],
  ])('answers a viewer at %s %s with 403', async (method, path) => {
    expect(await call(method, path, as(memory.viewerToken))).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    })
  })

  it('slows wrong tokens down, and never a good one', async () => {
    const wrong = () => call('GET', '/api/workloads', as('slipway_wrong'))
    for (let count = 0; count < 20; count += 1) expect((await wrong()).status).toBe(401)

    const refused = await wrong()
    expect(refused).toMatchObject({ status: 429, json: { code: 'too_many_attempts' } })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await call('GET', '/api/workloads', as(memory.adminToken))).status).toBe(200)

    now += 60_000
    expect((await wrong()).status).toBe(401)
  })
})

describe('requests of other sites', () => {
  it.each(['evil.example', 'evil.example:PORT', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:PORT'])(
    'are refused by their Host "%s"',
    async (host) => {
      const named = host.replace('PORT', String(http.port))
      const answer = await call('GET', '/api/health', { headers: { host: named } })

      expect(answer).toMatchObject({ status: 403, json: { code: 'host_refused' } })
    },
  )

  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('are told from those to %s', async (name) => {
    const host = `${name}:${http.port}`
    const answer = await call('GET', '/api/health', {
      headers: { host, origin: `http://${host.toLowerCase()}` },
    })

    expect(answer.status).toBe(200)
  })

  it.each([
    'null',
    'http://evil.example',
    'http://127.0.0.1:1',
    'https://127.0.0.1:PORT',
    'http://localhost:PORT',
  ])('are refused by their Origin "%s"', async (origin) => {
    const answer = await call(
      'GET',
      '/api/workloads',
      as(memory.adminToken, { origin: origin.replace('PORT', String(http.port)) }),
    )

    expect(answer).toMatchObject({ status: 403, json: { code: 'origin_refused' } })
  })

  it('get no CORS headers', async () => {
    const answer = await call('OPTIONS', '/api/workloads', {
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    })

    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})

describe('sessions of browser windows', () => {
  const json = { 'content-type': 'application/json' }

  async function signIn(body: unknown) {
    const answer = await call('POST', '/session', { headers: json, body: JSON.stringify(body) })
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
    return { answer, cookie, key: String(answer.json['key']) }
  }

  function within(cookie: string, key: string): { headers: OutgoingHttpHeaders } {
    return { headers: { cookie, 'x-slipway-session': key } }
  }

  it('begin with a one-time code, as the local user', async () => {
    const { answer, cookie, key } = await signIn({ code: http.createWindowCode() })

    expect(answer).toMatchObject({ status: 200, json: { role: 'admin', key: expect.any(String) } })
    expect(String(answer.headers['set-cookie'])).toMatch(
      new RegExp(`^slipway_session_${http.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    )
    const created = await call('POST', '/api/workloads', {
      headers: { ...within(cookie, key).headers, ...json },
      body: JSON.stringify(web),
    })
    const id = String(created.json['id'])
    await call('POST', `/api/workloads/${id}/deploy`, within(cookie, key))
    expect(await memory.services.deploys.list(id, { limit: 1 })).toMatchObject({
      deploys: [{ actor: 'local' }],
    })
    expect(await call('GET', '/session', within(cookie, key))).toMatchObject({
      status: 200,
      json: { role: 'admin' },
    })
  })

  it('do not begin twice with the same code', async () => {
    const code = http.createWindowCode()
    await signIn({ code })

    expect((await signIn({ code })).answer).toMatchObject({ status: 401, json: { code: 'unauthorized' } })
  })

  it('do not begin with a code older than two minutes', async () => {
    const code = http.createWindowCode()
    now += 2 * 60_000

    expect((await signIn({ code })).answer.status).toBe(401)
  })

  it('begin with a code that an admin token asked for', async () => {
    const { status, json: made } = await post('/session/codes', {})
    expect(status).toBe(201)

    expect((await signIn({ code: made['code'] })).answer.json['role']).toBe('admin')
  })

  it('begin with a token, in its role, and end with it', async () => {
    const { cookie, key, answer } = await signIn({ token: memory.viewerToken })
    expect(answer.json['role']).toBe('viewer')
    expect((await call('GET', '/api/tokens', within(cookie, key))).status).toBe(403)

    const id = memory.services.tokens.list().find(({ name }) => name === 'viewer')?.id ?? ''
    memory.services.tokens.remove(id)

    expect((await call('GET', '/session', within(cookie, key))).status).toBe(401)
  })

  it('take the cookie and the key together', async () => {
    const { cookie, key } = await signIn({ code: http.createWindowCode() })
    const other = await signIn({ code: http.createWindowCode() })

    expect((await call('GET', '/api/workloads', { headers: { cookie } })).status).toBe(401)
    expect((await call('GET', '/api/workloads', { headers: { 'x-slipway-session': key } })).status).toBe(401)
    expect((await call('GET', '/api/workloads', within(cookie, other.key))).status).toBe(401)
    expect((await call('GET', '/api/workloads', within(`a=b; ${cookie}; c=d`, key))).status).toBe(200)
  })

  it('end when the window signs out', async () => {
    const { cookie, key } = await signIn({ code: http.createWindowCode() })

    const answer = await call('DELETE', '/session', within(cookie, key))

    expect(answer.status).toBe(204)
    expect(String(answer.headers['set-cookie'])).toContain('Max-Age=0')
    expect((await call('GET', '/session', within(cookie, key))).status).toBe(401)
  })

  it('end after twelve hours without use', async () => {
    const { cookie, key } = await signIn({ code: http.createWindowCode() })
    const hours = 60 * 60_000
    now += 11 * hours
    expect((await call('GET', '/session', within(cookie, key))).status).toBe(200)
    now += 11 * hours
    expect((await call('GET', '/session', within(cookie, key))).status).toBe(200)

    now += 12 * hours

    expect((await call('GET', '/session', within(cookie, key))).status).toBe(401)
  })

  it('slow wrong codes and tokens down', async () => {
    for (let count = 0; count < 20; count += 1) await signIn({ code: 'wrong' })

    expect((await signIn({ token: 'wrong' })).answer.status).toBe(429)
    expect((await signIn({ code: http.createWindowCode() })).answer.status).toBe(200)
  })

  it.each([{}, { code: 1 }, { code: 'a', token: 'b' }, []])('do not begin with %j', async (body) => {
    expect((await signIn(body)).answer).toMatchObject({ status: 400, json: { code: 'invalid_input' } })
  })

  it('do not begin from another origin', async () => {
    const answer = await call('POST', '/session', {
      headers: { ...json, origin: 'http://evil.example' },
      body: JSON.stringify({ code: http.createWindowCode() }),
    })

    expect(answer.status).toBe(403)
  })
})

describe('the page', () => {
  it('comes with a strict policy and a nonce of its own in each answer', async () => {
    const first = await call('GET', '/')
    const second = await call('GET', '/index.html')

    const nonce = /'nonce-([^']+)'/.exec(String(first.headers['content-security-policy']))?.[1] ?? ''
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(first.text).toBe(
      `<meta nonce="${nonce}"><script nonce="${nonce}" src="./assets/index-1.js"></script>`,
    )
    expect(second.text).not.toContain(nonce)
    expect(first.headers).toMatchObject({
      'content-security-policy': `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
  })

  it('has its assets kept for good', async () => {
    const answer = await call('GET', '/assets/index-1.js')

    expect(answer.text).toBe('export {}')
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect(await call('HEAD', '/assets/index-1.js')).toMatchObject({ status: 200, text: '' })
  })

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets\\..\\..\\secret.txt',
    '//etc/passwd',
    '/assets/',
    '/assets/nothing.js',
    '/%ff',
    '/%00',
  ])('leads to no file at %s', async (path) => {
    const answer = await call('GET', path)

    expect(answer).toMatchObject({ status: 404, json: { code: 'path_not_found' } })
  })

  it('is only to be read', async () => {
    const answer = await call('POST', '/')

    expect(answer).toMatchObject({ status: 405 })
    expect(answer.headers.allow).toBe('GET, HEAD')
  })

  it('says what to do when it is not built', () => {
    expect(new Page(join(screens, 'nowhere')).answer('/')).toMatchObject({
      status: 503,
      body: expect.stringContaining('npm run build'),
    })
  })
})

describe('calls of the page', () => {
  it('are answered with errors that its client understands', async () => {
    const answer = await call('POST', '/rpc/workloads/list')

    expect(answer).toMatchObject({ status: 401, json: { json: { defined: true, code: 'unauthorized' } } })
  })

  it.each([
    ['GET', '/rpc/workloads/list', 405],
    ['POST', '/rpc/nothing', 404],
    ['POST', '/rpc', 404],
    ['POST', '/rpc/__proto__', 404],
  ])('%s %s is answered with %i', async (method, path, status) => {
    expect((await call(method, path, as(memory.adminToken))).status).toBe(status)
  })

  it.each(['{', '[]', '{"json":1,"meta":[[99,"x"]]}', '{"json":{},"meta":"x"}'])(
    'with the body %s are bad input, not a failure',
    async (body) => {
      const answer = await post('/rpc/workloads/get', body)

      expect(answer).toMatchObject({ status: 400, json: { json: { code: 'invalid_input' } } })
      expect(log.error).not.toHaveBeenCalled()
    },
  )
})

describe('server-sent events', () => {
  interface Stream {
    readonly text: () => string
    readonly status: number
    readonly type: string
    readonly ended: Promise<void>
    hangUp(): void
  }

  function listen(headers: OutgoingHttpHeaders): Promise<Stream> {
    return new Promise((resolve, reject) => {
      const request = send(
        { port: http.port, host: '127.0.0.1', path: '/api/events', headers, agent: false },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk
          })
          const ended = new Promise<void>((done) => response.on('close', done).on('error', () => done()))
          resolve({
            text: () => text,
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            ended,
            hangUp: () => request.destroy(),
          })
        },
      )
      request.on('error', reject)
      request.end()
    })
  }

  it('arrive with their ids, and go on after the last one seen', async () => {
    const first = await listen(as(memory.viewerToken).headers)
    expect(first).toMatchObject({ status: 200, type: 'text/event-stream' })
    memory.events.publish({ type: 'workload.changed', workloadId: 'w1' })
    await vi.waitFor(() => expect(first.text()).toContain('"w1"'))
    const lastEventId = /^id: (.+)$/m.exec(first.text())?.[1] ?? ''
    first.hangUp()
    memory.events.publish({ type: 'workload.changed', workloadId: 'w2' })

    const second = await listen(as(memory.viewerToken, { 'last-event-id': lastEventId }).headers)

    await vi.waitFor(() => expect(second.text()).toContain('"w2"'))
    expect(second.text()).not.toContain('"w1"')
    second.hangUp()
  })

  it('begin with resync after an id that is not known', async () => {
    const stream = await listen(as(memory.viewerToken, { 'last-event-id': 'of-another-boot' }).headers)

    await vi.waitFor(() => expect(stream.text()).toContain('data: {"type":"resync"}'))
    stream.hangUp()
  })

  it('end when their token is revoked', async () => {
    const stream = await listen(as(memory.viewerToken).headers)
    const id = memory.services.tokens.list().find(({ name }) => name === 'viewer')?.id ?? ''

    memory.services.tokens.remove(id)

    await stream.ended
    expect((await call('GET', '/api/events', as(memory.viewerToken))).status).toBe(401)
  })

  it('end when the server closes, which then takes no more connections', async () => {
    const stream = await listen(as(memory.viewerToken).headers)

    await Promise.all([http.close(), stream.ended])

    await expect(call('GET', '/api/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    http = await serveHttp({ port: 0, services: memory.services, log, page: new Page(screens) })
  })
})

describe('closing', () => {
  it('cuts off a client that sends half a request', async () => {
    const socket = connect(http.port, '127.0.0.1')
    const closed = new Promise<void>((resolve) =>
      socket.on('close', () => resolve()).on('error', () => resolve()),
    )
    await new Promise<void>((resolve) => socket.on('connect', () => resolve()))
    socket.write('POST /api/workloads HTTP/1.1\r\n')

    await Promise.all([http.close(), closed])
    http = await serveHttp({ port: 0, services: memory.services, log, page: new Page(screens) })
  })

  it('says which port was taken when it cannot open', async () => {
    await expect(
      serveHttp({ port: http.port, services: memory.services, log, page: new Page(screens) }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
