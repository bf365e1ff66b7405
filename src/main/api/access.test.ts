import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { as, HttpFixture } from './testing/http-fixture.ts'

let fixture: HttpFixture

beforeEach(async () => {
  fixture = await HttpFixture.open()
})

afterEach(async () => {
  await fixture.dispose()
})

describe('access by token', () => {
  it.each([
    '/api/workloads',
    '/api/hosts',
    '/api/hosts/x/disk',
    '/api/ssh-names',
    '/api/events',
    '/api/nothing',
    '/rpc/workloads/list',
  ])('answers %s with 401 without a token', async (path) => {
    const method = path.startsWith('/rpc') ? 'POST' : 'GET'
    const answer = await fixture.call(method, path)

    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toContain('Bearer')
  })

  it.each(['Bearer nonsense', 'Bearer ', 'Basic YWRtaW46YWRtaW4=', `Bearer slipway_${'A'.repeat(43)}`])(
    'answers 401 to the header "%s"',
    async (authorization) => {
      expect(await fixture.call('GET', '/api/workloads', { headers: { authorization } })).toMatchObject({
        status: 401,
        json: { code: 'unauthorized' },
      })
    },
  )

  it('takes no token from the URL', async () => {
    for (const name of ['token', 'access_token', 'key']) {
      expect((await fixture.call('GET', `/api/workloads?${name}=${fixture.memory.adminToken}`)).status).toBe(
        401,
      )
    }
    expect((await fixture.call('GET', `/api/health?token=${fixture.memory.adminToken}`)).text).not.toContain(
      'admin',
    )
  })

  it('tells anybody its health and its version alone', async () => {
    expect(await fixture.call('GET', '/api/health')).toMatchObject({
      status: 200,
      json: { status: 'ok', version: '0.0.0-test' },
    })
  })

  it('lets a viewer read', async () => {
    expect((await fixture.call('GET', '/api/workloads', as(fixture.memory.viewerToken))).status).toBe(200)
  })

  it.each([
    ['POST', '/api/workloads'],
    ['PATCH', '/api/workloads/x'],
    ['DELETE', '/api/workloads/x'],
    ['POST', '/api/workloads/x/deploy'],
    ['POST', '/api/workloads/x/rollback'],
    ['POST', '/api/workloads/x/deploys/y/cancel'],
    ['POST', '/api/hosts/local/check'],
    ['POST', '/api/hosts'],
    ['POST', '/api/hosts/test'],
    ['PATCH', '/api/hosts/x'],
    ['DELETE', '/api/hosts/x'],
    ['POST', '/api/hosts/x/trust'],
    ['POST', '/api/hosts/x/unlock'],
    ['POST', '/api/hosts/x/prune'],
    ['GET', '/api/ssh-names'],
    ['GET', '/api/tokens'],
    ['POST', '/api/tokens'],
    ['DELETE', '/api/tokens/x'],
    ['PATCH', '/api/settings'],
    ['POST', '/session/codes'],
  ])('answers a viewer at %s %s with 403', async (method, path) => {
    expect(await fixture.call(method, path, as(fixture.memory.viewerToken))).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
    })
  })

  it('slows wrong tokens down, and never a good one', async () => {
    const wrong = () => fixture.call('GET', '/api/workloads', as('slipway_wrong'))
    for (let count = 0; count < 20; count += 1) expect((await wrong()).status).toBe(401)

    const refused = await wrong()
    expect(refused).toMatchObject({ status: 429, json: { code: 'too_many_attempts' } })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect((await fixture.call('GET', '/api/workloads', as(fixture.memory.adminToken))).status).toBe(200)

    fixture.now += 60_000
    expect((await wrong()).status).toBe(401)
  })
})

describe('requests of other sites', () => {
  it.each(['evil.example', 'evil.example:PORT', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example:PORT'])(
    'are refused by their Host "%s"',
    async (host) => {
      const named = host.replace('PORT', String(fixture.way.port))
      const answer = await fixture.call('GET', '/api/health', { headers: { host: named } })

      expect(answer).toMatchObject({ status: 403, json: { code: 'host_refused' } })
    },
  )

  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('are told from those to %s', async (name) => {
    const host = `${name}:${fixture.way.port}`
    const answer = await fixture.call('GET', '/api/health', {
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
    const answer = await fixture.call(
      'GET',
      '/api/workloads',
      as(fixture.memory.adminToken, { origin: origin.replace('PORT', String(fixture.way.port)) }),
    )

    expect(answer).toMatchObject({ status: 403, json: { code: 'origin_refused' } })
  })

  it('get no CORS headers', async () => {
    const answer = await fixture.call('OPTIONS', '/api/workloads', {
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    })

    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})
