import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import type { HostErrorCode } from '../../contract/errors.ts'
import type { SshWay } from '../../contract/host.ts'
import { NoMoreStreams } from '../docker/stream-agent.ts'
import { ChannelLost, ChannelStream } from './channel-stream.ts'
import { dialStdioCommand, type EnginePlaces, findEnginePlaces, usualSocket } from './engine-places.ts'
import { execute, type RemoteShell } from './shell.ts'
import { SshFailure } from './ssh-connection.ts'

/** Streams to the engine of a server, by the way that was found to work. */
export class EngineChannels {
  readonly #client: Client
  readonly #streams = new Set<ChannelStream>()
  #way: SshWay = 'forward'
  #socket = usualSocket
  /** Sessions that the server allows at once, its shell's among them; null until one was refused. */
  #sessionLimit: number | null = null
  /** Of dial-stdio, open or being opened. */
  #sessions = 0
  #probe: Promise<Duplex | null> | null = null

  constructor(client: Client) {
    this.#client = client
  }

  get way(): SshWay {
    return this.#way
  }

  /** Finds out how the engine is reached, and opens a first stream where that is by forwarding. Rejects with SshFailure.
   *  The usual socket is tried while the shell still looks around: mostly that is it. */
  async find(shell: RemoteShell): Promise<Duplex | null> {
    const early = this.#forward(usualSocket).catch((error: unknown) => asError(error))
    const places = await findEnginePlaces(shell).catch(() => null)
    const usual = await early
    if (!(usual instanceof Error)) {
      if (places === null || places.sockets[0]?.path === usualSocket) return usual
      usual.destroy()
    }
    return await this.#choose(places)
  }

  async #choose(places: EnginePlaces | null): Promise<Duplex | null> {
    const allowed = places?.sockets.filter(({ isAllowed }) => isAllowed) ?? []
    for (const { path } of allowed) {
      const stream = await this.#forward(path).catch(() => null)
      if (stream === null) continue
      this.#socket = path
      return stream
    }
    if (places?.hasDockerCli === true) {
      this.#way = 'dial_stdio'
      this.#socket = allowed[0]?.path ?? usualSocket
      return null
    }
    throw new SshFailure(reasonWithoutWay(places), { step: 'engine' })
  }

  /** Rejects with NoMoreStreams where the server takes no further session. */
  async open(): Promise<Duplex> {
    // With the engine away, forwarding looks as if it were forbidden: the first stream after that finds out.
    if (this.#way === 'dial_stdio' && this.#sessions === 0) {
      const isMine = this.#probe === null
      this.#probe ??= this.#tryForwarding()
      const stream = await this.#probe
      if (isMine && stream !== null) return stream
    }
    return this.#way === 'forward' ? await this.#forward(this.#socket) : await this.#dial()
  }

  /** One attempt for all who ask meanwhile; the first of them has the stream. */
  async #tryForwarding(): Promise<Duplex | null> {
    const stream = await this.#forward(this.#socket).catch(() => null)
    if (stream !== null) this.#way = 'forward'
    this.#probe = null
    return stream
  }

  /** Ends all streams as a connection that was lost does. */
  lose(): void {
    for (const stream of [...this.#streams]) stream.destroy(new ChannelLost())
  }

  async #forward(path: string): Promise<Duplex> {
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      this.#client.openssh_forwardOutStreamLocal(path, (error, opened) => {
        if (error) reject(new ChannelRefused({ cause: error }))
        else resolve(opened)
      })
    })
    return this.#keep(new ChannelStream(channel))
  }

  async #dial(): Promise<Duplex> {
    // One of them is the shell's.
    if (this.#sessionLimit !== null && this.#sessions + 1 >= this.#sessionLimit) throw new NoMoreStreams()
    this.#sessions += 1
    const channel = await execute(this.#client, dialStdioCommand).catch((cause: unknown) => {
      this.#sessions -= 1
      // The answers come in the order of the questions: those that were asked for and not refused are open.
      this.#sessionLimit = Math.max(
        2,
        Math.min(this.#sessionLimit ?? Number.POSITIVE_INFINITY, this.#sessions + 1),
      )
      throw new NoMoreStreams({ cause })
    })
    const stream = this.#keep(new DialStream(channel))
    stream.once('close', () => {
      this.#sessions -= 1
    })
    return stream
  }

  #keep<Stream extends ChannelStream>(stream: Stream): Stream {
    this.#streams.add(stream)
    stream.once('close', () => this.#streams.delete(stream))
    return stream
  }
}

/** sshd says the same of a socket that is not there, one that nobody listens on, and forwarding that it does not allow. */
class ChannelRefused extends Error {
  readonly code = 'ECONNREFUSED'

  constructor(options: ErrorOptions) {
    super('The server does not forward to the socket of the engine.', options)
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

/** Without a shell nothing is known of the server but that it forwards to nothing. */
function reasonWithoutWay(places: EnginePlaces | null): HostErrorCode {
  if (places === null) return 'engine_down'
  const [first] = places.sockets
  if (first !== undefined && places.sockets.every(({ isAllowed }) => !isAllowed))
    return 'engine_permission_denied'
  // There is a socket that forwarding did not reach, and no CLI to go around it with; or there is nothing at all.
  return 'docker_missing'
}

const textLimit = 4_096

/** `docker system dial-stdio`, which says in words why it has ended. */
class DialStream extends ChannelStream {
  readonly #errors: string[] = []
  #hasAnswered = false

  constructor(channel: ClientChannel) {
    super(channel)
    channel.once('data', () => {
      this.#hasAnswered = true
    })
    channel.stderr.setEncoding('utf8')
    channel.stderr.on('data', (text: string) => {
      if (this.#errors.join('').length < textLimit) this.#errors.push(text)
    })
  }

  /** The words are matched since dial-stdio has no codes; they go nowhere else. */
  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const isRefused = error === null && !this.#hasAnswered && /permission denied/i.test(this.#errors.join(''))
    super._destroy(isRefused ? new EngineDenied() : error, callback)
  }
}

class EngineDenied extends Error {
  readonly code = 'EACCES'

  constructor() {
    super('The account may not use the engine.')
  }
}
