import type { OutgoingHttpHeaders } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HttpFixture } from './testing/http-fixture.ts'

let fixture: HttpFixture

beforeEach(async () => {
  fixture = await HttpFixture.open()
})

afterEach(async () => {
  await fixture.dispose()
})

const web = { name: 'web', sourceKind: 'image', source: { reference: 'web:1' } }

describe('sessions of browser windows', () => {
  const json = { 'content-type': 'application/json' }

  async function signIn(body: unknown) {
    const answer = await fixture.call('POST', '/session', { headers: json, body: JSON.stringify(body) })
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
    return { answer, cookie, key: String(answer.json['key']) }
  }

  function within(cookie: string, key: string): { headers: OutgoingHttpHeaders } {
    return { headers: { cookie, 'x-slipway-session': key } }
  }

  it('begin with a one-time code, as the local user', async () => {
    const { answer, cookie, key } = await signIn({ code: fixture.way.createWindowCode() })

    expect(answer).toMatchObject({ status: 200, json: { role: 'admin', key: expect.any(String) } })
    expect(String(answer.headers['set-cookie'])).toMatch(
      new RegExp(`^slipway_session_${fixture.way.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    )
    const created = await fixture.call('POST', '/api/workloads', {
      headers: { ...within(cookie, key).headers, ...json },
      body: JSON.stringify(web),
    })
    const id = String(created.json['id'])
    await fixture.call('POST', `/api/workloads/${id}/deploy`, within(cookie, key))
    expect(await fixture.memory.services.deploys.list(id, { limit: 1 })).toMatchObject({
      deploys: [{ actor: 'local' }],
    })
    expect(await fixture.call('GET', '/session', within(cookie, key))).toMatchObject({
      status: 200,
      json: { role: 'admin' },
    })
  })

  it('do not begin twice with the same code', async () => {
    const code = fixture.way.createWindowCode()
    await signIn({ code })

    expect((await signIn({ code })).answer).toMatchObject({ status: 401, json: { code: 'unauthorized' } })
  })

  it('do not begin with a code older than two minutes', async () => {
    const code = fixture.way.createWindowCode()
    fixture.now += 2 * 60_000

    expect((await signIn({ code })).answer.status).toBe(401)
  })

  it('begin with a code that an admin token asked for', async () => {
    const { status, json: made } = await fixture.post('/session/codes', {})
    expect(status).toBe(201)

    expect((await signIn({ code: made['code'] })).answer.json['role']).toBe('admin')
  })

  it('begin with a token, in its role, and end with it', async () => {
    const { cookie, key, answer } = await signIn({ token: fixture.memory.viewerToken })
    expect(answer.json['role']).toBe('viewer')
    expect((await fixture.call('GET', '/api/tokens', within(cookie, key))).status).toBe(403)

    const id = fixture.memory.services.tokens.list().find(({ name }) => name === 'viewer')?.id ?? ''
    fixture.memory.services.tokens.remove(id)

    expect((await fixture.call('GET', '/session', within(cookie, key))).status).toBe(401)
  })

  it('take the cookie and the key together', async () => {
    const { cookie, key } = await signIn({ code: fixture.way.createWindowCode() })
    const other = await signIn({ code: fixture.way.createWindowCode() })

    expect((await fixture.call('GET', '/api/workloads', { headers: { cookie } })).status).toBe(401)
    expect(
      (await fixture.call('GET', '/api/workloads', { headers: { 'x-slipway-session': key } })).status,
    ).toBe(401)
    expect((await fixture.call('GET', '/api/workloads', within(cookie, other.key))).status).toBe(401)
    expect((await fixture.call('GET', '/api/workloads', within(`a=b; ${cookie}; c=d`, key))).status).toBe(200)
  })

  it('are found among cookies that a page of another port has set under their name', async () => {
    const { cookie, key } = await signIn({ code: fixture.way.createWindowCode() })
    const name = `slipway_session_${fixture.way.port}`
    const shadowed = within(`${name}=evil; ${name}=; ${cookie}`, key)

    expect((await fixture.call('GET', '/session', shadowed)).status).toBe(200)
    expect((await fixture.call('GET', '/api/workloads', shadowed)).status).toBe(200)

    expect((await fixture.call('DELETE', '/session', shadowed)).status).toBe(204)
    expect((await fixture.call('GET', '/session', within(cookie, key))).status).toBe(401)
  })

  it('end when the window signs out', async () => {
    const { cookie, key } = await signIn({ code: fixture.way.createWindowCode() })

    const answer = await fixture.call('DELETE', '/session', within(cookie, key))

    expect(answer.status).toBe(204)
    expect(String(answer.headers['set-cookie'])).toContain('Max-Age=0')
    expect((await fixture.call('GET', '/session', within(cookie, key))).status).toBe(401)
  })

  it('end after twelve hours without use', async () => {
    const { cookie, key } = await signIn({ code: fixture.way.createWindowCode() })
    const hours = 60 * 60_000
    fixture.now += 11 * hours
    expect((await fixture.call('GET', '/session', within(cookie, key))).status).toBe(200)
    fixture.now += 11 * hours
    expect((await fixture.call('GET', '/session', within(cookie, key))).status).toBe(200)

    fixture.now += 12 * hours

    expect((await fixture.call('GET', '/session', within(cookie, key))).status).toBe(401)
  })

  it('slow wrong codes and tokens down', async () => {
    for (let count = 0; count < 20; count += 1) await signIn({ code: 'wrong' })

    expect((await signIn({ token: 'wrong' })).answer.status).toBe(429)
    expect((await signIn({ code: fixture.way.createWindowCode() })).answer.status).toBe(200)
  })

  it.each([{}, { code: 1 }, { code: 'a', token: 'b' }, []])('do not begin with %j', async (body) => {
    expect((await signIn(body)).answer).toMatchObject({ status: 400, json: { code: 'invalid_input' } })
  })

  it('do not begin from another origin', async () => {
    const answer = await fixture.call('POST', '/session', {
      headers: { ...json, origin: 'http://evil.example' },
      body: JSON.stringify({ code: fixture.way.createWindowCode() }),
    })

    expect(answer.status).toBe(403)
  })
})
