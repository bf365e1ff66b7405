import type { IncomingMessage } from 'node:http'
import type { Caller } from '../../contract/token.ts'
import { FailedAttempts } from './attempts.ts'
import { refuse } from './refusal.ts'
import type { Services } from './services.ts'
import type { Sessions } from './sessions.ts'

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]']

/** Asks again whether a request that is still being answered may go on. */
export type Recheck = () => Caller | null

/** Who may come in over HTTP. */
export class Access {
  readonly #tokens: Pick<Services['tokens'], 'authenticate'>
  readonly #sessions: Sessions
  readonly #attempts: FailedAttempts

  constructor(tokens: Pick<Services['tokens'], 'authenticate'>, sessions: Sessions, now?: () => number) {
    this.#tokens = tokens
    this.#sessions = sessions
    this.#attempts = new FailedAttempts(now)
  }

  /** Who calls, asked anew at every call of the result; refuses a wrong token, and answers null when there is none. */
  callerOf(request: IncomingMessage, port: number): Recheck {
    const { authorization } = request.headers
    if (authorization === undefined) return this.#sessionOf(request, port)
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
    if (this.#tokens.authenticate(token) === null) this.refuseAttempt(request)
    return () => this.#tokens.authenticate(token)
  }

  /** Answers a wrong token or code, with 429 when there were too many from this address. */
  refuseAttempt(request: IncomingMessage): never {
    const waitSeconds = this.#attempts.note(request.socket.remoteAddress ?? '')
    if (waitSeconds !== null) refuse('too_many_attempts', { headers: { 'retry-after': String(waitSeconds) } })
    refuseUnauthorized()
  }

  /** A wrong session is not counted: its 512 bits cannot be guessed, and a window left open over a restart tries often. */
  #sessionOf(request: IncomingMessage, port: number): Recheck {
    const ids = readSessionCookies(request, port)
    const key = request.headers['x-slipway-session']
    if (typeof key !== 'string') return () => null
    return () => firstCaller(ids, (id) => this.#sessions.authenticate(id, key))
  }
}

export function refuseUnauthorized(): never {
  refuse('unauthorized', { headers: { 'www-authenticate': 'Bearer realm="slipway"' } })
}

/** Refuses requests that a page of another site has made its browser send: by a name that it made point here
 *  (DNS rebinding), or across origins. */
export function refuseForeign(request: IncomingMessage, port: number): void {
  const hosts = loopbackNames.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))
  const { host = '', origin } = request.headers
  if (!hosts.includes(host.toLowerCase())) refuse('host_refused')
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`)
    refuse('origin_refused')
}

/** Cookies know no ports, so that the port stands in the name: two Slipways on one machine keep their own. */
export function sessionCookieName(port: number): string {
  return `slipway_session_${port}`
}

/** Every id that the browser sends under the name: a page on another port of this host can set one of the same name with
 *  a longer path, which then comes first. */
export function readSessionCookies(request: IncomingMessage, port: number): readonly string[] {
  const name = `${sessionCookieName(port)}=`
  return (request.headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(name))
    .map((part) => part.slice(name.length))
}

function firstCaller(ids: readonly string[], authenticate: (id: string) => Caller | null): Caller | null {
  for (const id of ids) {
    const caller = authenticate(id)
    if (caller !== null) return caller
  }
  return null
}
