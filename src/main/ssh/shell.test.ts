import { Duplex, PassThrough } from 'node:stream'
import type { Client } from 'ssh2'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { RemoteShell } from './shell.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

/** A server whose shell takes every script and never prints: no real one is waited for as long as that. */
function silentServer(): Client {
  const silent = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() })
  const channel = Object.assign(silent, { stderr: new PassThrough() })
  const server = {
    exec: (_command: string, callback: (error: undefined, opened: unknown) => void) =>
      callback(undefined, channel),
  }
  return server as unknown as Client
}

it('gives a shell up that does not answer, also when more is asked of it all the time', async () => {
  const shell = new RemoteShell(silentServer())
  await shell.open()
  const outcomes: unknown[] = []

  for (let asked = 0; asked < 4; asked += 1) {
    shell.run('true').catch((error: unknown) => outcomes.push(error))
    await vi.advanceTimersByTimeAsync(5_000)
  }

  const givenUp = expect.objectContaining({ message: 'The shell on the server does not answer.' })
  expect(outcomes).toEqual([givenUp, givenUp, givenUp, givenUp])
})
