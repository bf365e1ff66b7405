import { createORPCClient } from '@orpc/client'
import { RPCLink as FetchLink } from '@orpc/client/fetch'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import type { contract } from '../contract/contract.ts'

const SESSION_HEADER = 'x-slipway-session'

/** The contract as the screens call it: the same over a MessagePort and over HTTP. */
export type SlipwayClient = ContractRouterClient<typeof contract>

/** Electron's way in: one port of a new channel goes to the preload, which passes it on to the main process. */
export function connectByPort(): SlipwayClient {
  const channel = new MessageChannel()
  // An opaque origin (a scheme that is not a standard one) matches no target but '*'.
  const target = window.location.origin === 'null' ? '*' : window.location.origin
  window.postMessage('slipway:connect', target, [channel.port2])
  const client: SlipwayClient = createORPCClient(new PortLink({ port: channel.port1 }))
  channel.port1.start()
  return client
}

export interface HttpConnection {
  /** Key of the session, sent beside its cookie: another page cannot read it, so it cannot act in its name. */
  readonly sessionKey: () => string | null
  /** Called when an answer says that there is no session any more. */
  readonly onSignedOut: () => void
}

/** The browser's way in: RPC on the origin that served the page. */
export function connectByHttp({ sessionKey, onSignedOut }: HttpConnection): SlipwayClient {
  const link = new FetchLink({
    url: `${window.location.origin}/rpc`,
    headers: () => sessionHeaders(sessionKey()),
    fetch: async (request, init) => {
      const answer = await fetch(request, { ...init, credentials: 'same-origin' })
      // A late answer to a session before this one says nothing about this one.
      const isOfNow = request.headers.get(SESSION_HEADER) === sessionKey()
      if (answer.status === 401 && isOfNow) onSignedOut()
      return answer
    },
  })
  return createORPCClient(link)
}

export function sessionHeaders(key: string | null): Record<string, string> {
  return key === null ? {} : { [SESSION_HEADER]: key }
}

export function createApi(client: SlipwayClient) {
  return createTanstackQueryUtils(client)
}
/** Query options and keys of every procedure. */
export type SlipwayApi = ReturnType<typeof createApi>
