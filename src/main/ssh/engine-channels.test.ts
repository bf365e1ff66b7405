import { EventEmitter } from 'node:events'
import { Duplex, PassThrough } from 'node:stream'
import type { Client } from 'ssh2'
import { describe, expect, it } from 'vitest'
import { EngineChannels } from './engine-channels.ts'
import type { RemoteShell } from './shell.ts'

/** A server that forwards to nothing, and whose shell has found this; null when it gives no shell. A real one cannot be
 *  made to lack docker's CLI, or to keep root from a socket. */
function serverWith(found: string | null): EngineChannels {
  const client = Object.assign(new EventEmitter(), {
    openssh_forwardOutStreamLocal: (_path: string, callback: (error: Error) => void) =>
      callback(Object.assign(new Error('open failed'), { reason: 2 })),
  }) as unknown as Client
  const shell = {
    isOpen: true,
    run: () => (found === null ? Promise.reject(new Error('no shell')) : Promise.resolve(Buffer.from(found))),
  } as unknown as RemoteShell
  return new EngineChannels(client, shell)
}

describe('a server that forwards to no socket', () => {
  it.each([
    [
      'has a socket that the account may not use',
      'closed /var/run/docker.sock\ncli\n',
      'engine_permission_denied',
      'EACCES',
    ],
    ['has neither a socket nor the CLI', '', 'docker_missing', 'ECONNREFUSED'],
    [
      'has a socket and no CLI to go around it with',
      'socket /var/run/docker.sock\n',
      'docker_missing',
      'ECONNREFUSED',
    ],
    ['gives no shell', null, 'engine_down', 'ECONNREFUSED'],
  ])('and %s says so', async (_what, found, reason, code) => {
    await expect(serverWith(found).open()).rejects.toMatchObject({ reason, code, step: 'engine' })
  })
})

/** A server of so many sessions, its shell's among them, that ends one only when it is told to: how long a real one takes
 *  is up to its processes. */
function serverOf(maxSessions: number) {
  let taken = 1
  const ending: (() => void)[] = []
  const openChannel = () => {
    const channel = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() })
    channel.once('close', () => ending.push(() => (taken -= 1)))
    return Object.assign(channel, { stderr: new PassThrough() })
  }
  const client = Object.assign(new EventEmitter(), {
    openssh_forwardOutStreamLocal: (_path: string, callback: (error: Error) => void) =>
      callback(Object.assign(new Error('open failed'), { reason: 2 })),
    exec: (_command: string, callback: (error: Error | undefined, channel?: unknown) => void) => {
      if (taken >= maxSessions) callback(Object.assign(new Error('no more sessions'), { reason: 1 }))
      else {
        taken += 1
        callback(undefined, openChannel())
      }
    },
  }) as unknown as Client
  const shell = { isOpen: true, run: () => Promise.resolve(Buffer.from('cli\n')) } as unknown as RemoteShell
  return {
    channels: new EngineChannels(client, shell),
    endAll: () => {
      for (const end of ending.splice(0)) end()
    },
  }
}

describe('a server of five sessions', () => {
  const openMany = async (channels: EngineChannels, count: number) =>
    (await Promise.allSettled(Array.from({ length: count }, () => channels.open()))).flatMap((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value] : [],
    )

  it('is asked for as many as before, after one was refused because another had not quite ended', async () => {
    const { channels, endAll } = serverOf(5)
    const [first, ...others] = await openMany(channels, 8)
    expect(others).toHaveLength(3)

    first?.destroy()
    await new Promise((resolve) => first?.once('close', resolve))
    expect(await openMany(channels, 1)).toEqual([])
    for (const stream of others) stream.destroy()
    await Promise.all(others.map((stream) => new Promise((resolve) => stream.once('close', resolve))))
    endAll()

    expect(await openMany(channels, 8)).toHaveLength(4)
  })
})
