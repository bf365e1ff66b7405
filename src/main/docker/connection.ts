import { Agent, type IncomingMessage } from 'node:http'
import { Agent as TlsAgent } from 'node:https'
import { pipeline, type Readable, Transform } from 'node:stream'
import { inspect } from 'node:util'
import Docker from 'dockerode'
import type { EngineAddress } from './endpoint.ts'
import { EngineError } from './engine.ts'
import { answerError, connectionError, type EngineTask, silenceError } from './errors.ts'

export interface EngineRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** Below the API version, without a query: `/containers/json`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: object
  /** A tar archive as the body instead, sent as it comes: each part of it begins the time limit anew. The caller ends it. */
  readonly archive?: Readable
  /** Value of `X-Registry-Auth`. */
  readonly registryAuth?: string
  readonly task: EngineTask
  /** Statuses besides 2xx that are no error here. */
  readonly accept?: readonly number[]
  /** For an answer: until it is there whole. For a stream: until it begins, and between its parts, unless `isEndless`. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

export interface EngineStream<Chunk = string> {
  /** Chunks of text, or of bytes; rejects with EngineError, or with the signal's reason. */
  readonly chunks: AsyncIterable<Chunk>
}

/** Kept-alive connections that wait for the next request; a burst may open more for a moment. A round of stats asks for
 *  every container of the host at once, and finds the connections of the round before; an idle one costs this process a
 *  descriptor and the engine some 10 kB. */
const idleConnections = 256

/** Longer than from one such round to the next, save at the widest settings. */
const idleLimitMs = 90_000

/** HTTP to one engine. Every failure is an EngineError, or the reason of the caller's signal. */
export class EngineConnection {
  readonly #agent: Agent
  /** The streams of an SSH connection serve others too, and end with it. */
  readonly #ownsAgent: boolean
  readonly #docker: Docker
  readonly #closed = new AbortController()
  #heardAt = performance.now()

  /** `apiVersion` null leaves the version out of the paths, as before it is negotiated. */
  constructor(address: EngineAddress, apiVersion: string | null) {
    this.#agent = agentFor(address)
    this.#ownsAgent = address.kind !== 'stream'
    this.#docker = new Docker(dockerOptions(address, apiVersion, this.#agent))
  }

  /** When the engine last answered anything, or took a part of what it is sent; by the clock of `performance`. */
  get heardAt(): number {
    return this.#heardAt
  }

  /** The answer's JSON; null when its body is empty or its status was one of `accept`. */
  async ask(request: EngineRequest): Promise<unknown> {
    const limit = this.#limit(request)
    try {
      const response = await this.#send(request, limit)
      const text = await readText(response)
      if (isAccepted(request, response)) return null
      return text === '' ? null : JSON.parse(text)
    } catch (error) {
      throw this.#translate(error, request, limit)
    } finally {
      limit.end()
    }
  }

  /** Resolves when the engine has begun to answer. `isEndless` lifts the limit between the parts. */
  async open(request: EngineRequest, isEndless = false): Promise<EngineStream> {
    const limit = this.#limit(request)
    try {
      const response = await this.#send(request, limit)
      return { chunks: this.#readChunks(response, request, limit, isEndless) }
    } catch (error) {
      limit.end()
      throw this.#translate(error, request, limit)
    }
  }

  /** As `open`, for an answer that is no text. */
  async openBytes(request: EngineRequest): Promise<EngineStream<Uint8Array>> {
    const limit = this.#limit(request)
    try {
      const response = await this.#send(request, limit)
      return { chunks: this.#readBytes(response, request, limit) }
    } catch (error) {
      limit.end()
      throw this.#translate(error, request, limit)
    }
  }

  /** Ends everything that is under way. */
  close(): void {
    this.#closed.abort(new EngineError('host_unreachable', null, 'The connection to the engine was closed.'))
    if (this.#ownsAgent) this.#agent.destroy()
  }

  async *#readChunks(
    response: IncomingMessage,
    request: EngineRequest,
    limit: SilenceLimit,
    isEndless: boolean,
  ): AsyncGenerator<string, void> {
    response.setEncoding('utf8')
    if (isEndless) limit.lift()
    const renew = isEndless ? () => undefined : () => limit.renew()
    for await (const chunk of this.#follow(response, request, limit, renew)) yield String(chunk)
  }

  async *#readBytes(
    response: IncomingMessage,
    request: EngineRequest,
    limit: SilenceLimit,
  ): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of this.#follow(response, request, limit, () => limit.renew())) {
      yield chunk as Uint8Array
    }
  }

  /** The parts of an answer as they come; an answer that breaks off is an error. */
  async *#follow(
    response: IncomingMessage,
    request: EngineRequest,
    limit: SilenceLimit,
    onPart: () => void,
  ): AsyncGenerator<unknown, void> {
    try {
      for await (const chunk of response) {
        this.#hear()
        onPart()
        yield chunk
      }
      if (!response.complete) throw new EngineError('host_unreachable', null, 'The stream broke off.')
    } catch (error) {
      throw this.#translate(error, request, limit)
    } finally {
      limit.end()
      response.destroy()
    }
  }

  #hear(): void {
    this.#heardAt = performance.now()
  }

  #limit(request: EngineRequest): SilenceLimit {
    return new SilenceLimit(request, this.#closed.signal)
  }

  async #send(request: EngineRequest, limit: SilenceLimit): Promise<IncomingMessage> {
    limit.signal.throwIfAborted()
    const onTaken = () => {
      this.#hear()
      limit.renew()
    }
    const response = await this.#dial(request, limit.signal, archiveOf(request, onTaken))
    this.#hear()
    const status = response.statusCode ?? 0
    if ((status >= 200 && status < 300) || isAccepted(request, response)) return response
    throw answerError(request.task, status, refusalText(await readText(response)))
  }

  /** docker-modem with its reading of the answer left aside: that one never calls back when a body breaks off. */
  #dial(
    request: EngineRequest,
    signal: AbortSignal,
    archive: Readable | undefined,
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      // A request that waits for its stream hears of the signal only when it gets one.
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      this.#docker.modem.dial(
        {
          // docker-modem cuts the last character off a path with a query.
          path: `${request.path}?`,
          method: request.method,
          options: { _query: request.query ?? {}, _body: request.body ?? {} },
          headers: hiddenHeaders(request.registryAuth),
          ...(archive === undefined ? {} : { file: archive }),
          isStream: true,
          statusCodes: everyStatus,
          abortSignal: signal,
        },
        (error: Error | null, response: unknown) => {
          if (error !== null) reject(error)
          else resolve(response as IncomingMessage)
        },
      )
    })
  }

  /** What ended a request: the caller, us, or the engine. */
  #translate(error: unknown, request: EngineRequest, limit: SilenceLimit): unknown {
    if (request.signal?.aborted) return request.signal.reason
    if (limit.isOver) return silenceError(request.task, request.timeoutMs)
    if (this.#closed.signal.aborted) return this.#closed.signal.reason
    if (error instanceof SyntaxError)
      return new EngineError('internal', null, error.message, { cause: error })
    return connectionError(error)
  }
}

/** Aborts a request when the engine stays silent for too long, when the caller wants it no more, or when the connection closes. */
class SilenceLimit {
  readonly #controller = new AbortController()
  readonly #timeoutMs: number
  readonly #unfollow: readonly (() => void)[]
  #isOver = false
  #timer: NodeJS.Timeout | null = null

  constructor({ timeoutMs, signal }: EngineRequest, closed: AbortSignal) {
    this.#timeoutMs = timeoutMs
    // Not AbortSignal.any: one whose listeners are never called stays in memory for as long as the signals it follows.
    this.#unfollow = [closed, signal].flatMap((source) =>
      source === undefined ? [] : [follow(source, this.#controller)],
    )
    this.renew()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get isOver(): boolean {
    return this.#isOver
  }

  renew(): void {
    clearTimeout(this.#timer ?? undefined)
    // One turn of the event loop more: after this process itself stood still, the answer may be waiting to be read.
    const timer = setTimeout(() => setImmediate(() => this.#expire(timer)), this.#timeoutMs)
    timer.unref()
    this.#timer = timer
  }

  /** From now on the engine may be silent. */
  lift(): void {
    clearTimeout(this.#timer ?? undefined)
    this.#timer = null
  }

  /** The request is over. */
  end(): void {
    this.lift()
    for (const unfollow of this.#unfollow) unfollow()
  }

  #expire(timer: NodeJS.Timeout): void {
    if (this.#timer !== timer) return
    this.#isOver = true
    this.#controller.abort()
  }
}

/** Aborts the one when the other does; returns how to stop. */
function follow(source: AbortSignal, controller: AbortController): () => void {
  const abort = () => controller.abort(source.reason)
  if (source.aborted) abort()
  source.addEventListener('abort', abort)
  return () => source.removeEventListener('abort', abort)
}

function dockerOptions(
  address: EngineAddress,
  apiVersion: string | null,
  agent: Agent,
): Docker.DockerOptions & { agent: Agent } {
  const isTcp = address.kind === 'tcp' || address.kind === 'tls'
  return {
    // docker-modem fills what is left out from DOCKER_HOST and its kin.
    host: isTcp ? address.host : undefined,
    port: isTcp ? address.port : undefined,
    socketPath: address.kind === 'socket' ? address.path : undefined,
    protocol: address.kind === 'tls' ? 'https' : 'http',
    // Those of TLS are the agent's: docker-modem would format them for its debug line.
    ca: undefined,
    cert: undefined,
    key: undefined,
    timeout: undefined,
    version: apiVersion === null ? undefined : `v${apiVersion}`,
    agent,
  }
}

function agentFor(address: EngineAddress): Agent {
  if (address.kind === 'stream') return address.streams
  const kept = {
    keepAlive: true,
    maxFreeSockets: idleConnections,
    timeout: idleLimitMs,
    scheduling: 'lifo',
  } as const
  if (address.kind !== 'tls') return quiet(new Agent(kept))
  const { ca, cert, key } = address
  // Said outright, or NODE_TLS_REJECT_UNAUTHORIZED in the surroundings would let any server in.
  const checked = { rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const
  return quiet(new TlsAgent({ ...kept, ...checked, cert, key, ...(ca === null ? {} : { ca }) }))
}

/** docker-modem formats the options of each request, for a debug line that is mostly off: the agent with all its
 *  sockets would cost milliseconds, and the headers would put credentials into that line. */
function quiet(agent: Agent): Agent {
  return Object.assign(agent, { [inspect.custom]: () => 'Agent' })
}

/** The archive to be sent; tells of each part that the engine has taken. */
function archiveOf({ archive }: EngineRequest, onTaken: () => void): Readable | undefined {
  if (archive === undefined) return undefined
  const metered = new Transform({
    transform: (chunk, _encoding, done) => {
      onTaken()
      done(null, chunk)
    },
  })
  // What breaks the archive off reaches docker-modem through `metered`, which ends the request.
  pipeline(archive, metered, () => undefined)
  return metered
}

function hiddenHeaders(registryAuth: string | undefined): Record<string, string> {
  const headers: Record<string, string> =
    registryAuth === undefined ? {} : { 'X-Registry-Auth': registryAuth }
  return Object.defineProperty(headers, inspect.custom, { value: () => 'headers' })
}

/** Makes docker-modem hand over every answer as it is: its own errors would mix the status into the engine's text. */
const everyStatus: Record<number, boolean> = new Proxy({}, { get: () => true })

function isAccepted(request: EngineRequest, response: IncomingMessage): boolean {
  return request.accept?.includes(response.statusCode ?? 0) ?? false
}

async function readText(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return text
}

/** `{"message":"…"}`, or whatever a proxy in between has written. */
function refusalText(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body)
    const message: unknown =
      typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'message') : undefined
    return typeof message === 'string' ? message : body
  } catch {
    return body
  }
}
