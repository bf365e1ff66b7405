import { createServer, request, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EngineConnection } from './connection.ts'
import { NoMoreStreams, StreamAgent } from './stream-agent.ts'

let server: Server
let held: (() => void)[]
let port: number
const agents: StreamAgent[] = []

beforeEach(async () => {
  held = []
  server = createServer((incoming, outgoing) => {
    if (incoming.url?.startsWith('/held')) held.push(() => outgoing.end('held'))
    else outgoing.end(incoming.url)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})

afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy()
  server.closeAllConnections()
  server.close()
})

/** Streams that take a while to open, and no more than `limit` at once. */
function startAgent(limit = Number.POSITIVE_INFINITY) {
  const open = new Set<Socket>()
  const counts = { opened: 0, most: 0 }
  const agent = new StreamAgent(async (): Promise<Duplex> => {
    await new Promise(setImmediate)
    if (open.size >= limit) throw new NoMoreStreams()
    const socket = connect(port, '127.0.0.1')
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    counts.opened += 1
    counts.most = Math.max(counts.most, open.size)
    return socket
  })
  agents.push(agent)
  return { agent, counts, open }
}

async function ask(agent: StreamAgent, path: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const call = request({ agent, path, host: 'engine' }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
      response.on('error', reject)
    })
    call.on('error', reject)
    call.end()
  })
}

const paths = (count: number) => Array.from({ length: count }, (_, at) => `/${at}`)

describe('requests over streams', () => {
  it('use one stream again and again when they come one after the other', async () => {
    const { agent, counts } = startAgent()

    for (const path of paths(10)) expect(await ask(agent, path)).toBe(path)

    expect(counts.opened).toBe(1)
  })

  it('have a stream each when they come at once, and find them open the next time', async () => {
    const { agent, counts } = startAgent()

    for (const _round of [1, 2]) {
      expect(await Promise.all(paths(20).map((path) => ask(agent, path)))).toEqual(paths(20))
    }

    expect(counts.opened).toBe(20)
  })

  it('wait for one another where there are no more streams', async () => {
    const { agent, counts } = startAgent(2)

    expect(await Promise.all(paths(50).map((path) => ask(agent, path)))).toEqual(paths(50))

    expect(counts.most).toBe(2)
  })

  it('all fail where there is not even one stream', async () => {
    const { agent } = startAgent(0)

    const outcomes = await Promise.allSettled(paths(5).map((path) => ask(agent, path)))

    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'ECONNREFUSED' } })
  })

  it('go on over a new stream when an idle one has ended', async () => {
    const { agent, counts, open } = startAgent()
    await ask(agent, '/first')

    server.closeAllConnections()
    await expect.poll(() => open.size).toBe(0)

    expect(await ask(agent, '/second')).toBe('/second')
    expect(counts.opened).toBe(2)
  })

  it('that take long leave one stream to the others where streams are few', async () => {
    const { agent } = startAgent(2)
    await Promise.all(paths(5).map((path) => ask(agent, path)))

    const long = [ask(agent, '/held/events'), ask(agent, '/held/events')]
    expect(await Promise.all(paths(5).map((path) => ask(agent, path)))).toEqual(paths(5))

    for (const answer of long) {
      await expect.poll(() => held.length).toBe(1)
      held.shift()?.()
      expect(await answer).toBe('held')
    }
  })

  it('that wait fail when the streams are closed, and so do those under way', async () => {
    const { agent } = startAgent(1)
    const underWay = ask(agent, '/held')
    await expect.poll(() => held.length).toBe(1)
    const waiting = ask(agent, '/next')

    agent.destroy()

    await expect(waiting).rejects.toMatchObject({ code: 'ECONNABORTED' })
    await expect(underWay).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('are given up at once while their stream is being opened', async () => {
    const agent = new StreamAgent(() => new Promise(() => undefined))
    agents.push(agent)
    const connection = new EngineConnection({ kind: 'stream', streams: agent }, null)
    const giveUp = new AbortController()
    const call = { method: 'GET', path: '/_ping', task: 'other', timeoutMs: 60_000 } as const
    const asking = connection.ask({ ...call, signal: giveUp.signal })

    giveUp.abort(new Error('enough'))

    await expect(asking).rejects.toThrow('enough')
    await expect(connection.ask({ ...call, timeoutMs: 1 })).rejects.toMatchObject({
      code: 'host_unreachable',
    })
  })
})

it('streams are not formatted with each request, as docker-modem asks for', () => {
  expect(inspect(startAgent().agent, { showHidden: true, depth: null })).toBe('StreamAgent')
})
