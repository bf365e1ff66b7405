import { Agent, type ClientRequest } from 'node:http'
import type { Duplex } from 'node:stream'
import { inspect } from 'node:util'

/** Opens one more stream to the engine; rejects with `NoMoreStreams` when the way to it carries no more of them. */
export type OpenStream = (signal: AbortSignal) => Promise<Duplex>

/** The way to the engine carries no stream beside those that are open: a request waits until one of them is free. */
export class NoMoreStreams extends Error {
  /** Where there is not even one. */
  readonly code = 'ECONNREFUSED'

  constructor(options?: ErrorOptions) {
    super('The way to the engine carries no more streams.', options)
    this.name = 'NoMoreStreams'
  }
}

/** As many may wait for their next use; they cost the engine next to nothing, and a burst finds them open. */
const idleStreamLimit = 64
const idleLimitMs = 60_000

interface Idle {
  readonly stream: Duplex
  readonly timer: NodeJS.Timeout
}

/** HTTP over streams that somebody else opens, kept alive and used again, the last one first.
 *  Node's own pool would count a stream only once it is open, so its limit does not hold for streams that take a round
 *  trip to open, and a request that waits for its own stream would not take one that has become free meanwhile. */
export class StreamAgent extends Agent {
  readonly #openStream: OpenStream
  readonly #closed = new AbortController()
  readonly #streams = new Set<Duplex>()
  readonly #idle: Idle[] = []
  readonly #waiting: ClientRequest[] = []
  /** In use by requests that may take minutes. */
  readonly #long = new Set<Duplex>()
  #opening = 0
  /** Whether a stream was ever refused because there were too many. */
  #isScarce = false

  constructor(openStream: OpenStream) {
    super({ keepAlive: true })
    this.#openStream = openStream
  }

  /** docker-modem formats the options of each request, this agent among them. */
  [inspect.custom](): string {
    return 'StreamAgent'
  }

  /** Node's own entry: hands the request a stream, now or later. */
  addRequest(request: ClientRequest): void {
    const stream = this.#mayUse(request) ? this.#takeIdle() : null
    if (stream !== null) {
      request.reusedSocket = true
      this.#use(request, stream)
      return
    }
    this.#waiting.push(request)
    this.#openMore()
  }

  /** Opens streams ahead of the requests that will use them. */
  add(stream: Duplex): void {
    this.#adopt(stream)
    this.#offer(stream)
  }

  /** Ends every stream, and with it whatever is under way on it. */
  override destroy(): void {
    const reason = new StreamsClosed()
    this.#closed.abort(reason)
    for (const stream of [...this.#streams]) stream.destroy()
    this.#failWaiting(reason)
  }

  /** As many are under way as requests wait: when one is served by a stream that became free, its own will serve the next. */
  #openMore(): void {
    while (this.#opening < this.#waiting.length) {
      this.#opening += 1
      this.#open().catch((error: unknown) => this.#failWaiting(error))
    }
  }

  async #open(): Promise<void> {
    try {
      this.#closed.signal.throwIfAborted()
      const stream = await this.#openStream(this.#closed.signal)
      this.#opening -= 1
      this.#adopt(stream)
      this.#offer(stream)
      // One that takes long may not have been given it.
      this.#openMore()
    } catch (error) {
      this.#opening -= 1
      this.#onOpenFailed(error)
    }
  }

  #onOpenFailed(error: unknown): void {
    if (this.#closed.signal.aborted) return
    if (error instanceof NoMoreStreams) {
      this.#isScarce = true
      // One that is open, or about to be, will be free some time.
      if (this.#streams.size + this.#opening === 0) this.#failWaiting(error)
      return
    }
    const request = this.#nextWaiting()
    if (request !== null) fail(request, error)
    this.#openMore()
  }

  #adopt(stream: Duplex): void {
    if (this.#closed.signal.aborted) {
      stream.destroy()
      return
    }
    this.#streams.add(stream)
    stream.setMaxListeners(0)
    // While it is idle nobody else listens.
    stream.on('error', () => undefined)
    stream.on('free', () => {
      this.#long.delete(stream)
      this.#offer(stream)
    })
    stream.on('close', () => this.#forget(stream))
    // An upgraded stream belongs to who asked for it.
    stream.on('agentRemove', () => this.#forget(stream))
    stream.on('end', () => {
      if (this.#removeIdle(stream)) stream.destroy()
    })
  }

  /** To the request that waits longest, or onto the pile. */
  #offer(stream: Duplex): void {
    if (stream.destroyed || !stream.writable || !this.#streams.has(stream)) {
      stream.destroy()
      return
    }
    const request = this.#nextWaiting()
    if (request !== null) this.#use(request, stream)
    else if (this.#idle.length < idleStreamLimit) this.#rest(stream)
    else stream.destroy()
  }

  #rest(stream: Duplex): void {
    const timer = setTimeout(() => stream.destroy(), idleLimitMs)
    timer.unref()
    this.#idle.push({ stream, timer })
    // An end that nobody reads would never be seen.
    stream.resume()
  }

  #takeIdle(): Duplex | null {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.timer)
      if (!idle.stream.destroyed && idle.stream.writable) return idle.stream
    }
    return null
  }

  #removeIdle(stream: Duplex): boolean {
    const at = this.#idle.findIndex((idle) => idle.stream === stream)
    const [idle] = at < 0 ? [] : this.#idle.splice(at, 1)
    if (idle !== undefined) clearTimeout(idle.timer)
    return idle !== undefined
  }

  #forget(stream: Duplex): void {
    this.#streams.delete(stream)
    this.#long.delete(stream)
    this.#removeIdle(stream)
    // Its place may be what a request waits for.
    this.#openMore()
  }

  /** Null when none waits that may have a stream; those that were given up meanwhile are ended on the way. */
  #nextWaiting(): ClientRequest | null {
    const waiting = this.#waiting.splice(0)
    const isGone = (request: ClientRequest) => request.destroyed
    for (const request of waiting.filter(isGone)) fail(request, null)
    const alive = waiting.filter((request) => !isGone(request))
    const next = alive.find((request) => this.#mayUse(request)) ?? null
    this.#waiting.push(...alive.filter((request) => request !== next))
    return next
  }

  /** Where streams are few, those that take long leave one to the others: an engine that does not answer a ping for as
   *  long as a pull takes would count as lost. */
  #mayUse(request: ClientRequest): boolean {
    return !this.#isScarce || !isLong(request) || this.#long.size < Math.max(1, this.#streams.size - 1)
  }

  #use(request: ClientRequest, stream: Duplex): void {
    if (isLong(request)) this.#long.add(stream)
    // Node takes any duplex stream that has a socket's few methods for timeouts and keep-alive.
    request.onSocket(stream as Parameters<ClientRequest['onSocket']>[0])
  }

  #failWaiting(error: unknown): void {
    for (const request of this.#waiting.splice(0)) fail(request, error)
  }
}

/** Its code says to whoever asked that the engine cannot be reached this way any more. */
class StreamsClosed extends Error {
  readonly code = 'ECONNABORTED'

  constructor() {
    super('The streams to the engine were closed.')
  }
}

/** Those whose answer takes as long as what they ask for. */
function isLong({ path }: ClientRequest): boolean {
  return /\/(?:events|build|images\/(?:create|load|get)|images\/.+\/(?:get|push)|containers\/[^/]+\/(?:attach|wait|logs|stop|archive)|exec\/[^/]+\/start)(?:\?|$)/.test(
    path,
  )
}

/** Node's way to tell a request that it gets no stream; its types leave the error out. */
function fail(request: ClientRequest, error: unknown): void {
  const reason = error instanceof Error ? error : new StreamsClosed()
  Reflect.apply(request.onSocket, request, [null, reason])
}
