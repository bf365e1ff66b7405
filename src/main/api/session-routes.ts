import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { invalidInput } from '../../contract/invalid-input.ts'
import type { Caller } from '../../contract/token.ts'
import { type Access, readSessionCookies, refuseUnauthorized, sessionCookieName } from './access.ts'
import { answerJson } from './answer.ts'
import { readJsonBody } from './body.ts'
import { refuse } from './refusal.ts'
import type { Services } from './services.ts'
import type { Sessions } from './sessions.ts'

export const sessionPaths: ReadonlySet<string> = new Set(['/session', '/session/codes'])

const signInSchema = z.union([
  z.strictObject({ code: z.string().max(200) }),
  z.strictObject({ token: z.string().max(200) }),
])

const localUser: Caller = { role: 'admin', actor: 'local' }

export interface SessionRoutesOptions {
  readonly access: Access
  readonly sessions: Sessions
  readonly tokens: Pick<Services['tokens'], 'authenticate'>
  readonly port: number
}

/** Sign-in and sign-out of browser windows. */
export class SessionRoutes {
  readonly #options: SessionRoutesOptions

  constructor(options: SessionRoutesOptions) {
    this.#options = options
  }

  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    switch (`${request.method} ${path}`) {
      case 'POST /session/codes':
        return this.#createCode(request, response)
      case 'POST /session':
        return await this.#signIn(request, response)
      case 'GET /session':
        return this.#tell(request, response)
      case 'DELETE /session':
        return this.#signOut(request, response)
      default:
        refuse('method_not_allowed', {
          headers: { allow: path === '/session' ? 'GET, POST, DELETE' : 'POST' },
        })
    }
  }

  /** For whoever opens a browser window on a Slipway that runs already; it takes a token, not a session. */
  #createCode(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.authorization === undefined) refuseUnauthorized()
    const caller = this.#callerOf(request)
    if (caller.role !== 'admin') refuse('forbidden')
    answerJson(response, 201, { code: this.#options.sessions.createCode() })
  }

  async #signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parsed = signInSchema.safeParse(await readJsonBody(request))
    if (!parsed.success) throw invalidInput(parsed.error.issues)
    const findCaller = this.#callerBy(parsed.data)
    const caller = findCaller?.() ?? null
    if (findCaller === null || caller === null) this.#options.access.refuseAttempt(request)
    const { id, key } = this.#options.sessions.open(findCaller)
    this.#closeSessions(request)
    response.setHeader('set-cookie', this.#cookie(id))
    answerJson(response, 200, { role: caller.role, key })
  }

  #callerBy(signIn: z.infer<typeof signInSchema>): (() => Caller | null) | null {
    const { sessions, tokens } = this.#options
    if ('code' in signIn) return sessions.redeemCode(signIn.code) ? () => localUser : null
    // Asked at every use: a session ends with the token that it was opened with.
    return () => tokens.authenticate(signIn.token)
  }

  #tell(request: IncomingMessage, response: ServerResponse): void {
    answerJson(response, 200, { role: this.#callerOf(request).role })
  }

  #signOut(request: IncomingMessage, response: ServerResponse): void {
    this.#callerOf(request)
    this.#closeSessions(request)
    response.setHeader('set-cookie', `${this.#cookie('')}; Max-Age=0`)
    response.writeHead(204).end()
  }

  #callerOf(request: IncomingMessage): Caller {
    return this.#options.access.callerOf(request, this.#options.port)() ?? refuseUnauthorized()
  }

  #closeSessions(request: IncomingMessage): void {
    for (const id of readSessionCookies(request, this.#options.port)) this.#options.sessions.close(id)
  }

  #cookie(id: string): string {
    return `${sessionCookieName(this.#options.port)}=${id}; HttpOnly; SameSite=Strict; Path=/`
  }
}
