import type { Role } from '../contract/token.ts'
import { sessionHeaders } from './client.ts'

/** Where the page stands with the server that gave it out. */
export type Session =
  | { readonly state: 'checking' }
  | { readonly state: 'open'; readonly role: Role }
  | { readonly state: 'closed'; readonly refused: 'code' | null }
  | { readonly state: 'unreachable' }

const STORAGE_KEY = 'slipway.session'

export function readSessionKey(): string | null {
  return localStorage.getItem(STORAGE_KEY)
}

/** The one-time code of the URL's fragment. It leaves the address bar and the history at once;
 *  what stood in its place before (`#/apps/web`) comes back. */
export function takeCode(location: Location, history: History, before = ''): string | null {
  const code = /^#code=(.+)$/.exec(location.hash)?.[1] ?? null
  if (code !== null) history.replaceState(null, '', `${location.pathname}${location.search}${before}`)
  return code
}

/** Calls back with the code of each one-time link that is opened in this tab: only its fragment changes then,
 *  and nothing is loaded. */
export function followCodes(page: Window, onCode: (code: string) => void): () => void {
  const take = ({ oldURL }: HashChangeEvent) => {
    const code = takeCode(page.location, page.history, new URL(oldURL).hash)
    if (code !== null) onCode(code)
  }
  // Before the router hears of it, which would take the code for the address of a screen.
  page.addEventListener('hashchange', take, { capture: true })
  return () => page.removeEventListener('hashchange', take, { capture: true })
}

/** Opens the session with the code when there is one, and otherwise continues the one that the cookie carries. */
export async function restoreSession(code: string | null): Promise<Session> {
  try {
    if (code !== null) {
      const role = await exchange({ code })
      if (role === 'admin' || role === 'viewer') return { state: 'open', role }
    }
    const answer = await fetch('/session', {
      credentials: 'same-origin',
      headers: sessionHeaders(readSessionKey()),
    })
    const role = answer.ok ? readRole(await answer.json()) : null
    if (role !== null) return { state: 'open', role }
    if (answer.status >= 500) return { state: 'unreachable' }
    return { state: 'closed', refused: code === null ? null : 'code' }
  } catch {
    return { state: 'unreachable' }
  }
}

export type SignInRefusal = 'wrong' | 'too_many'

/** The role, or why the token is refused; rejects when the server does not answer. */
export function signIn(token: string): Promise<Role | SignInRefusal> {
  return exchange({ token })
}

async function exchange(credential: { code: string } | { token: string }): Promise<Role | SignInRefusal> {
  const answer = await fetch('/session', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credential),
  })
  if (answer.status >= 500) throw new Error(`The session could not be opened: status ${answer.status}`)
  if (answer.status === 429) return 'too_many'
  if (!answer.ok) return 'wrong'
  const body: unknown = await answer.json()
  const role = readRole(body)
  if (role !== null && typeof body === 'object' && body !== null && 'key' in body) {
    if (typeof body.key === 'string') localStorage.setItem(STORAGE_KEY, body.key)
  }
  return role ?? 'wrong'
}

function readRole(body: unknown): Role | null {
  if (typeof body !== 'object' || body === null || !('role' in body)) return null
  return body.role === 'admin' || body.role === 'viewer' ? body.role : null
}
