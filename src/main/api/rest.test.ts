import { connect } from 'node:net'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { as, HttpFixture } from './testing/http-fixture.ts'

let fixture: HttpFixture

beforeEach(async () => {
  fixture = await HttpFixture.open()
})

afterEach(async () => {
  await fixture.dispose()
})

const web = { name: 'web', sourceKind: 'image', source: { reference: 'web:1' } }

async function createWeb(): Promise<string> {
  const { json } = await fixture.post('/api/workloads', web)
  return String(json['id'])
}

describe('REST', () => {
  it('answers 201 with everything stored, 202 for queued work and 204 without a body', async () => {
    const created = await fixture.post('/api/workloads', web)
    expect(created).toMatchObject({ status: 201, json: { name: 'web', historyLimit: 50 } })
    const path = `/api/workloads/${String(created.json['id'])}`

    const started = await fixture.call('POST', `${path}/deploy`, as(fixture.memory.adminToken))
    expect(started).toMatchObject({ status: 202, json: { deployId: expect.any(String) } })
    const cancelled = await fixture.call(
      'POST',
      `${path}/deploys/${started.json['deployId']}/cancel`,
      as(fixture.memory.adminToken),
    )
    expect(cancelled.status).toBe(202)
    const again = await fixture.call(
      'POST',
      `${path}/deploys/${started.json['deployId']}/cancel`,
      as(fixture.memory.adminToken),
    )
    expect(again).toMatchObject({ status: 409, json: { code: 'already_finished' } })

    const removed = await fixture.call('DELETE', `${path}?containers=false`, as(fixture.memory.adminToken))
    expect(removed).toMatchObject({ status: 204, text: '' })
  })

  it('answers errors as code, status, message and data, and nothing else', async () => {
    const { json } = await fixture.call('GET', '/api/workloads/nobody', as(fixture.memory.adminToken))

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
    const answer = await fixture.post('/api/workloads', body)

    expect(answer).toMatchObject({
      status: 400,
      json: { code: 'invalid_input', data: { path, issues: expect.any(Array) } },
    })
    expect(await fixture.memory.services.workloads.list()).toEqual([])
  })

  it('does not take bytes that are not UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff]), Buffer.from('"}')])
    const answer = await fixture.call('POST', '/api/workloads', {
      ...as(fixture.memory.adminToken, { 'content-type': 'application/json' }),
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

    const answer = await fixture.call(
      'GET',
      `/api/workloads/${id}/deploys?${query}`,
      as(fixture.memory.adminToken),
    )

    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_input', data: { path } } })
  })

  it('never lets a body or a query stand in for the id of the path', async () => {
    const id = await createWeb()
    const other = await fixture.post('/api/workloads', { ...web, name: 'other' })
    const otherId = other.json['id']

    const headers = as(fixture.memory.adminToken, { 'content-type': 'application/json' })
    const patched = await fixture.call('PATCH', `/api/workloads/${id}`, {
      ...headers,
      body: JSON.stringify({ id: otherId, historyLimit: 7 }),
    })
    const deployed = await fixture.post(`/api/workloads/${id}/deploy`, { id: otherId })
    const queried = await fixture.call(
      'POST',
      `/api/workloads/${id}/deploy?id=${otherId}`,
      as(fixture.memory.adminToken),
    )
    const removed = await fixture.call(
      'DELETE',
      `/api/workloads/${id}?id=${otherId}`,
      as(fixture.memory.adminToken),
    )

    for (const answer of [patched, deployed, queried, removed]) {
      expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_input', data: { path: 'id' } } })
    }
    expect(await fixture.memory.services.workloads.list()).toMatchObject([
      { historyLimit: 50 },
      { historyLimit: 50 },
    ])
  })

  it('refuses a body where none is taken', async () => {
    const id = await createWeb()

    const answer = await fixture.call('DELETE', `/api/workloads/${id}`, {
      ...as(fixture.memory.adminToken, { 'content-type': 'application/json', 'content-length': 20 }),
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
    const answer = await fixture.call('GET', path, as(fixture.memory.adminToken))

    expect(answer).toMatchObject({ status: 404, json: { code: 'path_not_found', status: 404, data: null } })
  })

  it('answers a wrong method with 405 and those that there are', async () => {
    const answer = await fixture.call('PUT', '/api/workloads/x', as(fixture.memory.adminToken))

    expect(answer).toMatchObject({ status: 405, json: { code: 'method_not_allowed' } })
    expect(answer.headers.allow?.split(', ').sort()).toEqual(['DELETE', 'GET', 'PATCH'])
  })

  it.each([1024 * 1024 + 1, 5 * 1024 * 1024])('answers a body of %i bytes with 413', async (bytes) => {
    const answer = await fixture.post('/api/workloads', JSON.stringify({ name: 'x'.repeat(bytes) }))

    expect(answer).toMatchObject({ status: 413, json: { code: 'payload_too_large' } })
  })

  it('answers an endless body with 413 and hangs up', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(fixture.way.port, '127.0.0.1', () => {
        socket.write(
          `POST /api/workloads HTTP/1.1\r\nHost: 127.0.0.1:${fixture.way.port}\r\nAuthorization: Bearer ${fixture.memory.adminToken}\r\n` +
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
    const answer = await fixture.call('POST', '/api/workloads', {
      ...as(fixture.memory.adminToken, { 'content-type': type }),
      body: JSON.stringify(web),
    })

    expect(answer).toMatchObject({ status: 415, json: { code: 'unsupported_media_type' } })
  })

  it('describes itself with a document that a validator takes', async () => {
    const answer = await fixture.call('GET', '/api/openapi.json')

    expect(answer.status).toBe(200)
    expect((await new Validator().validate(answer.json)).valid).toBe(true)
  })

  it('answers a failure of its own with 500 and tells nothing of it', async () => {
    vi.spyOn(fixture.memory.services.tokens, 'authenticate').mockImplementation(() => {
      throw new TypeError('hunter2')
    })

    const answer = await fixture.call('GET', '/api/workloads', as('slipway_x'))

    expect(answer).toMatchObject({ status: 500, json: { code: 'internal', data: null } })
    expect(answer.text).not.toContain('hunter2')
    expect(fixture.log.error).toHaveBeenCalledOnce()
  })
})
