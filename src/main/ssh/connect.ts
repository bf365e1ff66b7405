import { userInfo } from 'node:os'
import type { Client } from 'ssh2'
import type { HostErrorCode } from '../../contract/errors.ts'
import { StreamAgent } from '../docker/stream-agent.ts'
import type { Logger } from '../log/logger.ts'
import { resolveHops, type SshHop, type SshSurroundings } from './config.ts'
import { absolutePath } from './config-tokens.ts'
import { EngineChannels } from './engine-channels.ts'
import { type ConnectedHop, connectHop, type HopOptions } from './hop-connection.ts'
import type { PassphraseFor } from './identities.ts'
import type { OnStep } from './open-port.ts'
import { orAbort } from './or-abort.ts'
import { RemoteShell } from './shell.ts'
import { ShellFiles } from './shell-files.ts'
import type { SshConnection, SshTarget } from './ssh-connection.ts'

export interface ConnectSshOptions {
  readonly env: SshSurroundings['env']
  readonly home: string
  /** Slipway's own known_hosts file; it need not exist. */
  readonly ownKnownHosts: string
  /** Null when no passphrase is known for this key file. */
  readonly passphraseFor: PassphraseFor
  readonly signal: AbortSignal
  readonly log: Pick<Logger, 'info'>
  readonly onStep?: OnStep
  /** Instead of the user's and the system's configuration, as `ssh -F`. */
  readonly configFile?: string
}

/** Connects to a server, through its jump hosts, and looks for its engine, which may be away. Rejects with SshFailure, or
 *  with the signal's reason. */
export async function connectSsh(target: SshTarget, options: ConnectSshOptions): Promise<SshConnection> {
  const { env, home, signal, configFile } = options
  const localUser = userInfo().username
  const surroundings = { env, home, localUser, ...(configFile === undefined ? {} : { configFile }) }
  const hops = withIdentity(resolveHops(target.endpoint, surroundings), target.identityFile, home)
  const clients: Client[] = []
  try {
    const { client, hostKey } = await connectAll(
      hops,
      { ...options, onStep: options.onStep ?? ignore },
      clients,
    )
    const shell = new RemoteShell(client)
    const channels = new EngineChannels(client, shell)
    const streams = new StreamAgent(() => channels.open())
    const lost = watchLoss(clients, channels)
    // Tells the way, and has a stream ready; whoever asks for the engine hears why there is none.
    const first = await orAbort(channels.open(), signal).catch(() => null)
    signal.throwIfAborted()
    if (first !== null) streams.add(first)
    return {
      hostKey,
      get way() {
        return channels.way
      },
      files: new ShellFiles(shell),
      address: { kind: 'stream', streams },
      lost: lost.promise,
      close: () => {
        lost.settle(null)
        streams.destroy()
        endAll(clients)
      },
    }
  } catch (error) {
    endAll(clients)
    throw error
  }
}

function ignore(): void {
  // Nobody wants to hear of the steps.
}

/** The file that the target names is the server's own; its jump hosts keep theirs. */
function withIdentity(hops: readonly SshHop[], identityFile: string | null, home: string): readonly SshHop[] {
  if (identityFile === null) return hops
  const identityFiles = [absolutePath(identityFile, home)]
  return hops.map((hop, at) =>
    at === hops.length - 1 ? { ...hop, identityFiles, hasOwnIdentityFiles: true, identitiesOnly: true } : hop,
  )
}

/** One after the other, each through the one before. */
async function connectAll(
  hops: readonly SshHop[],
  options: HopOptions,
  clients: Client[],
): Promise<ConnectedHop> {
  let last: ConnectedHop | null = null
  for (const hop of hops) {
    last = await connectHop(hop, last?.client ?? null, options)
    clients.push(last.client)
  }
  if (last === null) throw new TypeError('There is no server to connect to.')
  return last
}

/** The last of the clients is the server's own; a hop that is lost takes it along. */
function watchLoss(
  clients: readonly Client[],
  channels: EngineChannels,
): { readonly promise: Promise<HostErrorCode | null>; settle(reason: HostErrorCode | null): void } {
  const { promise, resolve } = Promise.withResolvers<HostErrorCode | null>()
  for (const client of clients) {
    client.once('close', () => {
      channels.lose()
      endAll(clients)
      resolve('ssh_lost')
    })
  }
  return { promise, settle: resolve }
}

/** The farthest first, so that its goodbye still finds a way. */
function endAll(clients: readonly Client[]): void {
  for (const client of clients.toReversed()) {
    client.end()
    client.destroy()
  }
}
