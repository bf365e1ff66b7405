import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Failure } from '../../contract/failure.ts'
import type { Logger } from '../log/logger.ts'
import { Access, type Recheck, refuseForeign, refuseUnauthorized } from './access.ts'
import { answerJson, answerPage, answerRefusal } from './answer.ts'
import { describeApi } from './openapi.ts'
import { type Page, securityHeaders } from './page.ts'
import { type CallContext, isOpen } from './procedure.ts'
import { type Refusal, RefusedError, refusal, refuse } from './refusal.ts'
import { answerRest, findOperation, restPrefix } from './rest.ts'
import { answerRpc, rpcPrefix } from './rpc.ts'
import type { Services } from './services.ts'
import { SessionRoutes, sessionPaths } from './session-routes.ts'
import { Sessions } from './sessions.ts'

export interface HttpOptions {
  /** Of `listenOnLoopback`. */
  readonly server: Server
  readonly services: Services
  readonly log: Logger
  readonly page: Page
  readonly now?: () => number
  /** How often a request that is still being answered is asked whether it still may. */
  readonly recheckMs?: number
  /** A window code can open nothing any more: it was used, or its time is over. */
  readonly onCodeSpent?: (code: string) => void
}

export interface HttpWay {
  readonly port: number
  readonly url: string
  /** A code that opens one browser window within two minutes: `<url>/#code=<code>`. */
  createWindowCode(): string
  /** Ends streams, lets the other answers finish, and is done within two seconds. */
  close(): Promise<void>
}

const address = '127.0.0.1'
const graceMs = 1_500

/** Takes the port (0 for any that is free), and answers 503 until `serveHttp` is called. Rejects when the port is taken.
 *  Done before the application starts: a deploy must not begin in a process that cannot serve. */
export async function listenOnLoopback(port: number): Promise<Server> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 5_000 })
  server.on('request', answerNotYet)
  server.listen(port, address)
  await once(server, 'listening')
  return server
}

function answerNotYet(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, { ...securityHeaders, 'retry-after': '1', connection: 'close' }).end()
}

/** Serves the API, the page and its sessions. */
export function serveHttp(options: HttpOptions): HttpWay {
  const { server } = options
  const bound = server.address()
  if (typeof bound !== 'object' || bound === null) throw new Error('The server does not listen on a port.')
  const { port } = bound
  const { now, onCodeSpent } = options
  const sessions = new Sessions({
    ...(now === undefined ? {} : { now }),
    ...(onCodeSpent === undefined ? {} : { onCodeSpent }),
  })
  const desk = new FrontDesk(options, sessions, port)
  server.off('request', answerNotYet)
  server.on('request', (request, response) => void desk.answer(request, response))
  let closed: Promise<void> | undefined
  return {
    port,
    url: `http://${address}:${port}`,
    createWindowCode: () => sessions.createCode(),
    close: () => {
      closed ??= close(server, desk)
      return closed
    },
  }
}

async function close(server: Server, desk: FrontDesk): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  desk.endStreams()
  // A connection becomes idle when its last answer has ended, which nobody tells.
  const sweep = setInterval(() => server.closeIdleConnections(), 25)
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearInterval(sweep)
  clearTimeout(cut)
}

/** Takes every request in and sends it to where it is answered. */
class FrontDesk {
  readonly #options: HttpOptions
  readonly #port: number
  readonly #access: Access
  readonly #sessionRoutes: SessionRoutes
  readonly #closing = new AbortController()
  /** What is being answered, and whether it may still be. */
  readonly #open = new Map<ServerResponse, Recheck>()
  #document: ReturnType<typeof describeApi> | undefined

  constructor(options: HttpOptions, sessions: Sessions, port: number) {
    const { tokens } = options.services
    this.#options = options
    this.#port = port
    this.#access = new Access(tokens, sessions, options.now)
    tokens.onRemoved(() => this.#checkStreams())
    this.#sessionRoutes = new SessionRoutes({ access: this.#access, sessions, tokens, port })
  }

  endStreams(): void {
    this.#closing.abort()
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
    try {
      await this.#route(request, response)
    } catch (error) {
      const refused = this.#toRefusal(error)
      if (response.headersSent || response.destroyed) response.destroy()
      else answerRefusal(response, refused, request.url?.startsWith(`${rpcPrefix}/`) === true)
    }
  }

  #route(request: IncomingMessage, response: ServerResponse): Promise<void> | void {
    refuseForeign(request, this.#port)
    const url = parseUrl(request)
    const path = url.pathname
    if (isBelow(path, restPrefix)) return this.#answerRest(request, response, url)
    if (isBelow(path, rpcPrefix)) return this.#answerRpc(request, response, url)
    if (sessionPaths.has(path)) {
      response.setHeader('cache-control', 'no-store')
      return this.#sessionRoutes.answer(request, response, path)
    }
    return this.#answerPage(request, response, path)
  }

  async #answerRest(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    response.setHeader('cache-control', 'no-store')
    if (url.pathname === `${restPrefix}/openapi.json`) return await this.#answerDocument(request, response)
    const recheck = this.#access.callerOf(request, this.#port)
    const caller = recheck()
    // Without a caller, nothing is told of what exists and no body is read.
    if (caller === null && url.pathname !== `${restPrefix}/health`) refuseUnauthorized()
    const route = findOperation(request, url)
    if (caller !== null) this.#keepChecking(response, recheck)
    await answerRest(request, response, route, url, this.#contextOf(caller))
  }

  async #answerRpc(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    response.setHeader('cache-control', 'no-store')
    const recheck = this.#access.callerOf(request, this.#port)
    const caller = recheck()
    const procedure = url.pathname.split('/').slice(2)
    if (caller === null && !isOpen(procedure)) refuseUnauthorized()
    if (caller !== null) this.#keepChecking(response, recheck)
    await answerRpc(request, response, this.#contextOf(caller))
  }

  async #answerDocument(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET') refuse('method_not_allowed', { headers: { allow: 'GET' } })
    this.#document ??= describeApi(this.#options.services.version)
    answerJson(response, 200, await this.#document)
  }

  #answerPage(request: IncomingMessage, response: ServerResponse, path: string): void {
    const { method = '' } = request
    if (method !== 'GET' && method !== 'HEAD') {
      refuse('method_not_allowed', { headers: { allow: 'GET, HEAD' } })
    }
    answerPage(response, this.#options.page.answer(path) ?? refuse('path_not_found'), method)
  }

  #contextOf(caller: CallContext['caller']): CallContext {
    const { services, log } = this.#options
    return { services, log, caller, closing: this.#closing.signal }
  }

  /** Cuts a stream off when its token is revoked or expires; an open window keeps its session alive. */
  #keepChecking(response: ServerResponse, recheck: Recheck): void {
    this.#open.set(response, recheck)
    // Nobody tells of an expiry.
    const timer = setInterval(() => cutUnless(recheck, response), this.#options.recheckMs ?? 1_000)
    response.once('close', () => {
      clearInterval(timer)
      this.#open.delete(response)
    })
  }

  /** A response without headers yet is left to the timer: the call that revokes its own token is to be answered. */
  #checkStreams(): void {
    for (const [response, recheck] of this.#open) if (response.headersSent) cutUnless(recheck, response)
  }

  #toRefusal(error: unknown): Refusal {
    if (error instanceof RefusedError) return error.refusal
    if (error instanceof Failure) return { ...refusal(error.code, { data: error.data ?? null }) }
    this.#options.log.error({ error }, 'a request failed')
    return refusal('internal')
  }
}

function cutUnless(recheck: Recheck, response: ServerResponse): void {
  if (recheck() === null) response.destroy()
}

function isBelow(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`)
}

function parseUrl(request: IncomingMessage): URL {
  const target = request.url ?? ''
  if (!target.startsWith('/') || !URL.canParse(`http://${address}${target}`)) refuse('path_not_found')
  return new URL(`http://${address}${target}`)
}
