import { type OutgoingHttpHeaders, request as send } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { listenOnLoopback } from './http.ts'
import { as, HttpFixture } from './testing/http-fixture.ts'

let fixture: HttpFixture

beforeEach(async () => {
  fixture = await HttpFixture.open()
})

afterEach(async () => {
  await fixture.dispose()
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
        { port: fixture.way.port, host: '127.0.0.1', path: '/api/events', headers, agent: false },
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
    const first = await listen(as(fixture.memory.viewerToken).headers)
    expect(first).toMatchObject({ status: 200, type: 'text/event-stream' })
    fixture.memory.events.publish({ type: 'workload.changed', workloadId: 'w1' })
    await vi.waitFor(() => expect(first.text()).toContain('"w1"'))
    const lastEventId = /^id: (.+)$/m.exec(first.text())?.[1] ?? ''
    first.hangUp()
    fixture.memory.events.publish({ type: 'workload.changed', workloadId: 'w2' })

    const second = await listen(as(fixture.memory.viewerToken, { 'last-event-id': lastEventId }).headers)

    await vi.waitFor(() => expect(second.text()).toContain('"w2"'))
    expect(second.text()).not.toContain('"w1"')
    second.hangUp()
  })

  it('begin with resync after an id that is not known', async () => {
    const stream = await listen(
      as(fixture.memory.viewerToken, { 'last-event-id': 'of-another-boot' }).headers,
    )

    await vi.waitFor(() => expect(stream.text()).toContain('data: {"type":"resync"}'))
    stream.hangUp()
  })

  it('end when their token is revoked, before anybody looks after them', async () => {
    await fixture.dispose()
    fixture = await HttpFixture.open(2 ** 30)
    const stream = await listen(as(fixture.memory.viewerToken).headers)
    const other = await listen(as(fixture.memory.adminToken).headers)
    const id = fixture.memory.services.tokens.list().find(({ name }) => name === 'viewer')?.id ?? ''

    fixture.memory.services.tokens.remove(id)

    await stream.ended
    expect((await fixture.call('GET', '/api/events', as(fixture.memory.viewerToken))).status).toBe(401)
    fixture.memory.events.publish({ type: 'workload.changed', workloadId: 'w1' })
    await vi.waitFor(() => expect(other.text()).toContain('"w1"'))
    other.hangUp()
  })

  it('end when their token expires', async () => {
    const { token } = fixture.memory.services.tokens.create({
      name: 'short',
      role: 'viewer',
      expiresAt: fixture.now + 1_000,
    })
    const stream = await listen(as(token).headers)
    expect(stream.status).toBe(200)

    fixture.now += 1_000

    await stream.ended
  })

  it('end when the server closes, which then takes no more connections', async () => {
    const stream = await listen(as(fixture.memory.viewerToken).headers)

    await Promise.all([fixture.way.close(), stream.ended])

    await expect(fixture.call('GET', '/api/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})

describe('a call', () => {
  it('is answered when it removes the very token that it was made with', async () => {
    const { tokens } = fixture.memory.services
    const id = tokens.list().find(({ name }) => name === 'admin')?.id ?? ''

    const answer = await fixture.call('DELETE', `/api/tokens/${id}`, as(fixture.memory.adminToken))

    expect(answer.status).toBe(204)
  })
})

describe('closing', () => {
  it('cuts off a client that sends half a request', async () => {
    const socket = connect(fixture.way.port, '127.0.0.1')
    const closed = new Promise<void>((resolve) =>
      socket.on('close', () => resolve()).on('error', () => resolve()),
    )
    await new Promise<void>((resolve) => socket.on('connect', () => resolve()))
    socket.write('POST /api/workloads HTTP/1.1\r\n')

    await Promise.all([fixture.way.close(), closed])
  })

  it('is not needed for a port that another server has', async () => {
    await expect(listenOnLoopback(fixture.way.port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe('starting', () => {
  it('answers 503 until there is an application to answer', async () => {
    const server = await listenOnLoopback(0)
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined

    const answer = await fetch(`http://127.0.0.1:${port}/api/health`)

    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('1')
    await new Promise((resolve) => server.close(resolve))
  })
})
