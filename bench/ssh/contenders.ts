import { once } from 'node:events'
import { connect } from 'node:net'
import process from 'node:process'
import Docker from 'dockerode'
import { EngineConnection } from '../../src/main/docker/connection.ts'
import type { EngineAddress } from '../../src/main/docker/endpoint.ts'
import { connectSsh } from '../../src/main/ssh/connect.ts'
import type { SshConnection } from '../../src/main/ssh/ssh-connection.ts'
import { runProgram } from '../command.ts'
import type { Link, SshScene } from './scene.ts'

/** Somebody who can ask the engine for its list of containers. */
export interface Contender {
  readonly name: string
  list(): Promise<unknown>
  close(): void
}

const apiVersion = '1.41'

function overHttp(name: string, address: EngineAddress, close: () => void): Contender {
  const connection = new EngineConnection(address, apiVersion)
  const call = { method: 'GET', path: '/containers/json', task: 'other', timeoutMs: 60_000 } as const
  return {
    name,
    list: () => connection.ask(call),
    close: () => {
      connection.close()
      close()
    },
  }
}

export function localSocket(engine: string): Contender {
  const address = { kind: 'socket', path: engine.replace(/^unix:\/\//, '') } as const
  return overHttp('the local socket', address, () => undefined)
}

export async function slipway({ home, knownHosts, sshd }: SshScene, link: Link): Promise<Contender> {
  const connection: SshConnection = await connectSsh(
    { endpoint: `ssh://${sshd.user}@127.0.0.1:${link.port}`, identityFile: null },
    {
      env: {},
      home,
      ownKnownHosts: knownHosts,
      passphraseFor: () => null,
      signal: new AbortController().signal,
      log: { info: () => undefined },
    },
  )
  return overHttp('Slipway', connection.address, () => connection.close())
}

export function dockerodeSsh({ sshd, privateKey }: SshScene, link: Link): Contender {
  const docker = new Docker({
    protocol: 'ssh',
    host: '127.0.0.1',
    port: link.port,
    username: sshd.user,
    version: `v${apiVersion}`,
    sshOptions: { privateKey },
  } as Docker.DockerOptions)
  return { name: 'dockerode over ssh', list: () => docker.listContainers(), close: () => undefined }
}

export function dockerCli({ sshd, programs }: SshScene, link: Link): Contender {
  const argv = ['docker', '-H', `ssh://${sshd.user}@127.0.0.1:${link.port}`, 'ps', '-q']
  const environment = { PATH: `${programs}:${process.env['PATH'] ?? ''}`, DOCKER_HOST: '' }
  return { name: 'docker -H ssh://', list: () => runProgram(argv, environment), close: () => undefined }
}

/** One byte there and back: what no request can be faster than. */
export async function rawRoundTrip(link: Link): Promise<Contender> {
  const socket = connect({ port: link.echoPort, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  return {
    name: 'a raw round trip',
    list: async () => {
      const answer = once(socket, 'data')
      socket.write('x')
      await answer
    },
    close: () => socket.destroy(),
  }
}
