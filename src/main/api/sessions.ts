import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Caller } from '../../contract/token.ts'

export interface SessionsOptions {
  readonly now?: () => number
  /** A code can open nothing any more: it was used, or its time is over. */
  readonly onCodeSpent?: (code: string) => void
}

/** What the window gets: the id goes into the cookie, the key into its own storage. */
export interface OpenedSession {
  readonly id: string
  readonly key: string
}

interface Session {
  readonly key: Buffer
  /** Null once the token that it was opened with has been revoked or has expired. */
  readonly caller: () => Caller | null
  expiresAt: number
}

const codeLifetimeMs = 2 * 60_000
const sessionLifetimeMs = 12 * 60 * 60_000
const codeLimit = 100
const sessionLimit = 1_000

/** Sessions of browser windows, in memory. A session takes an id and a key: cookies are shared between all ports of a
 *  host, so that another program's page may send the cookie, but it cannot know the key. */
export class Sessions {
  readonly #now: () => number
  readonly #onCodeSpent: (code: string) => void
  /** Hash of the code to when it expires. */
  readonly #codes = new Map<string, number>()
  /** Hash of the id to its session, the least recently opened first. */
  readonly #sessions = new Map<string, Session>()

  constructor({ now = Date.now, onCodeSpent = () => undefined }: SessionsOptions = {}) {
    this.#now = now
    this.#onCodeSpent = onCodeSpent
  }

  /** A code that opens one session of the local user within two minutes. */
  createCode(): string {
    const code = randomSecret()
    this.#codes.set(hash(code), this.#now() + codeLifetimeMs)
    keepNewest(this.#codes, codeLimit)
    setTimeout(() => this.#onCodeSpent(code), codeLifetimeMs).unref()
    return code
  }

  /** Uses a code up; false when it is unknown, used or expired. */
  redeemCode(code: string): boolean {
    const key = hash(code)
    const expiresAt = this.#codes.get(key)
    if (this.#codes.delete(key)) this.#onCodeSpent(code)
    return expiresAt !== undefined && expiresAt > this.#now()
  }

  /** @param caller asked at every use of the session */
  open(caller: () => Caller | null): OpenedSession {
    const id = randomSecret()
    const key = randomSecret()
    this.#sessions.set(hash(id), {
      key: digest(key),
      caller,
      expiresAt: this.#now() + sessionLifetimeMs,
    })
    keepNewest(this.#sessions, sessionLimit)
    return { id, key }
  }

  /** The session's caller; a use prolongs the session. Null when there is none of this id and key. */
  authenticate(id: string, key: string): Caller | null {
    const found = hash(id)
    const session = this.#sessions.get(found)
    if (session === undefined || !timingSafeEqual(session.key, digest(key))) return null
    const now = this.#now()
    const caller = session.expiresAt > now ? session.caller() : null
    if (caller === null) this.#sessions.delete(found)
    else session.expiresAt = now + sessionLifetimeMs
    return caller
  }

  close(id: string): void {
    this.#sessions.delete(hash(id))
  }
}

function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** Secrets are looked up by their hash: the lookup's timing says nothing of the secret. */
function hash(secret: string): string {
  return digest(secret).toString('base64')
}

function keepNewest(map: Map<string, unknown>, limit: number): void {
  for (const key of map.keys()) {
    if (map.size <= limit) return
    map.delete(key)
  }
}
