import { EventEmitter } from 'node:events'
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
