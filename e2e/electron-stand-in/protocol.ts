import type { Request as PageRequest, Route } from '@playwright/test'
import { schemeOf, toAppUrl } from './origin.ts'

type Handler = (request: Request) => Response | Promise<Response>

interface CustomScheme {
  readonly scheme: string
  readonly privileges?: Readonly<Record<string, boolean>>
}

const privileged = new Set<string>()
const handlers = new Map<string, Handler>()

export const protocol = {
  registerSchemesAsPrivileged(schemes: readonly CustomScheme[]): void {
    for (const { scheme, privileges } of schemes) {
      // Otherwise the page has an opaque origin, and its own policy forbids it everything.
      if (privileges?.['standard'] !== true || privileges['secure'] !== true) {
        throw new Error(`The scheme ${scheme} has to be standard and secure.`)
      }
      privileged.add(scheme)
    }
  },
  handle(scheme: string, handler: Handler): void {
    if (!privileged.has(scheme)) throw new Error(`The scheme ${scheme} was not registered as privileged.`)
    handlers.set(scheme, handler)
  },
  unhandle(scheme: string): void {
    handlers.delete(scheme)
  },
  isProtocolHandled(scheme: string): boolean {
    return handlers.has(scheme)
  },
}

/** Answers a request of a page through the handler of its scheme; false when there is none. */
export async function answerRequest(request: PageRequest, route: Route): Promise<boolean> {
  const url = toAppUrl(request.url())
  const handler = handlers.get(schemeOf(url))
  if (handler === undefined) return false
  const { method, headers, body } = {
    method: request.method(),
    headers: await request.allHeaders(),
    body: request.postDataBuffer(),
  }
  const answer = await handler(
    new Request(url, { method, headers, ...(body === null ? {} : { body: new Uint8Array(body) }) }),
  )
  await route.fulfill({
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: Buffer.from(await answer.arrayBuffer()),
  })
  return true
}
