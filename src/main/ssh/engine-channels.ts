import type { Duplex } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import type { HostErrorCode } from '../../contract/errors.ts'
import type { SshWay } from '../../contract/host.ts'
import { NoMoreStreams } from '../docker/stream-agent.ts'
import { ChannelStream } from './channel-stream.ts'
import { dialStdioCommand, type EnginePlaces, findEnginePlaces, usualSocket } from './engine-places.ts'
import { execute, type RemoteShell } from './shell.ts'
import { SshFailure } from './ssh-connection.ts'

/** With no more than these, the engine's events, a pull and short requests need them all, and the shell gives its own up. */
const fewSessions = 3

/** Where the engine was found: by a socket that is forwarded to, or through docker's CLI. */
type Route = { readonly way: 'forward'; readonly socket: string } | { readonly way: 'dial_stdio' }

/** Streams to the engine of a server, by the way that was found to work. */
export class EngineChannels {
  readonly #client: Client
  readonly #shell: RemoteShell
  readonly #streams = new Set<ChannelStream>()
  #route: Route | null = null
  /** Under way, for all who ask meanwhile. */
  #search: Promise<Duplex | null> | null = null
  /** Sessions that the server allows at once, its shell's among them; null until one was refused. */
  #sessionLimit: number | null = null
  /** As many were open at once, the shell's among them: that much the server allows for sure. */
  #mostSessions = 1
  /** Of dial-stdio, open or being opened. */
  #sessions = 0
  #isLost = false

  constructor(client: Client, shell: RemoteShell) {
    this.#client = client
    this.#shell = shell
  }

  get way(): SshWay {
    return this.#route?.way ?? 'forward'
  }

  /** Rejects with SshFailure when no engine is found, and with NoMoreStreams where the server takes no further session. */
  async open(): Promise<Duplex> {
    const found = this.#isInDoubt ? await this.#find() : null
    if (found !== null) return found
    const route = this.#route
    return route?.way === 'forward' ? await this.#openForward(route.socket) : await this.#dial()
  }

  /** Ends all streams as a connection that was lost does. */
  lose(): void {
    this.#isLost = true
    for (const stream of [...this.#streams]) stream.destroy(new SshFailure('ssh_lost'))
  }

  /** With the engine away, forwarding looks as if it were forbidden, so dial-stdio counts only while it carries something. */
  get #isInDoubt(): boolean {
    return this.#route === null || (this.#route.way === 'dial_stdio' && this.#sessions === 0)
  }

  /** Null when the way was found and its stream is another's. */
  async #find(): Promise<Duplex | null> {
    if (this.#search !== null) {
      await this.#search
      return null
    }
    this.#search = this.#findRoute()
    try {
      return await this.#search
    } finally {
      this.#search = null
    }
  }

  /** The usual socket is tried while the shell still looks around: mostly that is it. */
  async #findRoute(): Promise<Duplex | null> {
    this.#route = null
    const early = this.#forward(usualSocket).catch(() => null)
    const places = await findEnginePlaces(this.#shell).catch(() => null)
    const usual = await early
    if (usual !== null && (places === null || places.sockets[0]?.path === usualSocket)) {
      this.#route = { way: 'forward', socket: usualSocket }
      return usual
    }
    usual?.destroy()
    for (const { path, isAllowed } of places?.sockets ?? []) {
      const stream = isAllowed ? await this.#forward(path).catch(() => null) : null
      if (stream === null) continue
      this.#route = { way: 'forward', socket: path }
      return stream
    }
    const reason = reasonWithoutForward(places)
    if (reason !== null) throw new SshFailure(reason, { step: 'engine' })
    this.#route = { way: 'dial_stdio' }
    return null
  }

  async #openForward(socket: string): Promise<Duplex> {
    try {
      return await this.#forward(socket)
    } catch (cause) {
      // The engine has gone, or has moved: the next stream looks for it again.
      this.#route = null
      throw this.#failure(cause)
    }
  }

  async #forward(path: string): Promise<Duplex> {
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      this.#client.openssh_forwardOutStreamLocal(path, (error, opened) => {
        if (error) reject(error)
        else resolve(opened)
      })
    })
    return this.#keep(new ChannelStream(channel))
  }

  async #dial(): Promise<Duplex> {
    if (
      this.#sessionLimit !== null &&
      this.#sessions >= this.#sessionLimit - this.#sessionsOfShell(this.#sessionLimit)
    )
      throw new NoMoreStreams()
    this.#sessions += 1
    const channel = await execute(this.#client, dialStdioCommand).catch((cause: unknown) => {
      this.#sessions -= 1
      if (!isRefusal(cause)) throw this.#failure(cause)
      // Of many that were asked for at once, the count comes down to those that are open as the refusals come in. One that
      // has just ended here may not have ended there yet, which must not make the limit smaller and smaller.
      const atMost = this.#sessionLimit ?? Number.POSITIVE_INFINITY
      this.#sessionLimit = Math.max(
        this.#mostSessions,
        Math.min(atMost, this.#sessions + this.#shellSessions),
      )
      if (this.#sessionLimit <= fewSessions) this.#shell.beBrief()
      throw new NoMoreStreams({ cause })
    })
    const stream = this.#keep(new DialStream(channel))
    stream.once('close', () => {
      this.#sessions -= 1
    })
    const open = [...this.#streams].filter((each) => each instanceof DialStream).length
    this.#mostSessions = Math.max(this.#mostSessions, open + this.#shellSessions)
    return stream
  }

  get #shellSessions(): number {
    return this.#shell.isOpen ? 1 : 0
  }

  /** Where there are enough, the shell keeps one. */
  #sessionsOfShell(limit: number): number {
    return limit > fewSessions || this.#shell.isOpen ? 1 : 0
  }

  #failure(cause: unknown): SshFailure {
    return new SshFailure(this.#isLost ? 'ssh_lost' : 'engine_down', { step: 'engine', cause })
  }

  #keep<Stream extends ChannelStream>(stream: Stream): Stream {
    this.#streams.add(stream)
    stream.once('close', () => this.#streams.delete(stream))
    return stream
  }
}

/** Whether the server said no to a channel, rather than being gone: ssh2 tells SSH's own number for why. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && typeof error.reason === 'number'
}

/** Null when docker's CLI may still reach the engine. sshd says the same of a socket that nobody listens on and of
 *  forwarding that it does not allow, so it is what the shell has seen that decides. */
function reasonWithoutForward(places: EnginePlaces | null): HostErrorCode | null {
  if (places === null) return 'engine_down'
  const isDenied = places.sockets.length > 0 && places.sockets.every(({ isAllowed }) => !isAllowed)
  if (isDenied) return 'engine_permission_denied'
  return places.hasDockerCli ? null : 'docker_missing'
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

  /** An end without an answer is told as what it is, and only once the words for it are there. */
  protected override onChannelEnd(): void {
    if (this.#hasAnswered) super.onChannelEnd()
  }

  protected override onChannelClosed(): void {
    if (this.#hasAnswered) super.onChannelClosed()
    else this.destroy(new SshFailure(this.#reason, { step: 'engine' }))
  }

  /** The words are matched since dial-stdio has no codes; they go nowhere else. */
  get #reason(): HostErrorCode {
    return /permission denied/i.test(this.#errors.join('')) ? 'engine_permission_denied' : 'engine_down'
  }
}
