import { join } from 'node:path'
import process from 'node:process'
import type { Host, HostCreate } from '../../src/contract/host.ts'
import type { EngineAddress } from '../../src/main/docker/endpoint.ts'
import { connectSsh } from '../../src/main/ssh/connect.ts'
import { addKnownHost } from '../../src/main/ssh/own-known-hosts.ts'
import { SshFailure } from '../../src/main/ssh/ssh-connection.ts'
import { closePartFolder, openPartFolder, takeOverAbandoned } from './part-folder.ts'
import { makeKey, startSshd } from './sshd.ts'

/** Whether this run reaches its engines over SSH instead of at their sockets: the same tests, another way. */
export function isOverSsh(): boolean {
  return process.env['SLIPWAY_TEST_WAY'] === 'ssh'
}

/** A real sshd in front of an engine, and the key to it. */
export interface SshDoor {
  readonly endpoint: string
  readonly identityFile: string
  stop(): Promise<void>
}

export async function openSshDoor(engine: string): Promise<SshDoor> {
  for (const abandoned of takeOverAbandoned('door')) closePartFolder(abandoned)
  const folder = openPartFolder('door')
  const identityFile = makeKey(join(folder, 'key'))
  const sshd = await startSshd({ authorizedKeys: [`${identityFile}.pub`], dockerHost: engine })
  return {
    endpoint: `ssh://${sshd.user}@127.0.0.1:${sshd.port}`,
    identityFile,
    stop: async () => {
      await sshd.stop()
      closePartFolder(folder)
    },
  }
}

/** What is asked of Slipway, whichever way it is asked. */
export interface HostCalls {
  list(): Promise<readonly Host[]> | readonly Host[]
  create(input: HostCreate): Promise<Host>
  trust(id: string, fingerprint: string): Promise<Host>
  check(id: string): Promise<Host>
}

/** Makes the door's engine a host of Slipway, unless it is one already. Resolves to its id. */
export async function enterDoor({ endpoint, identityFile }: SshDoor, hosts: HostCalls): Promise<string> {
  const known = (await hosts.list()).find((host) => host.endpoint === endpoint)
  if (known !== undefined) return (await hosts.check(known.id)).id
  const { id, hostKey } = await hosts.create({ name: 'behind the door', endpoint, identityFile, tls: null })
  await hosts.trust(id, hostKey?.fingerprint ?? '')
  return id
}

/** Where an engine is reached in this run, for tests of what lies below Slipway's hosts. */
export async function engineAddress(
  engine: string,
): Promise<{ readonly address: EngineAddress; close(): Promise<void> }> {
  if (!isOverSsh()) {
    return {
      address: { kind: 'socket', path: engine.replace(/^unix:\/\//, '') },
      close: () => Promise.resolve(),
    }
  }
  const door = await openSshDoor(engine)
  const ownKnownHosts = join(door.identityFile, '..', 'known_hosts')
  const connect = async () =>
    await connectSsh(door, {
      env: {},
      home: join(door.identityFile, '..'),
      ownKnownHosts,
      passphraseFor: () => null,
      signal: AbortSignal.timeout(20_000),
      log: { info: () => undefined },
    })
  await trustShown(connect, ownKnownHosts)
  const connection = await connect()
  return {
    address: connection.address,
    close: async () => {
      connection.close()
      await door.stop()
    },
  }
}

/** What a person does who has compared the fingerprints. */
async function trustShown(connect: () => Promise<unknown>, file: string): Promise<void> {
  const failure: unknown = await connect().catch((error: unknown) => error)
  if (!(failure instanceof SshFailure) || failure.hostKey === null || failure.publicKey === null) {
    throw new Error('The server of the test shows no key.', { cause: failure })
  }
  addKnownHost(file, failure.hostKey.server, failure.publicKey)
}
