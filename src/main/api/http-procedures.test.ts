import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { z } from 'zod'
import { contract } from '../../contract/contract.ts'
import { listenOnLoopback, serveHttp } from './http.ts'
import { Page } from './page.ts'
import { type Client, describeProcedures, type OpenWay } from './testing/procedures.ts'

const wireErrorSchema = z.strictObject({
  code: z.string(),
  status: z.int(),
  message: z.string(),
  data: z.unknown(),
})

function openHttp(connect: (url: string, headers: Record<string, string>) => Client): OpenWay {
  return async ({ services, adminToken }, log) => {
    const http = serveHttp({ server: await listenOnLoopback(0), services, log, page: new Page('/nowhere') })
    return {
      client: connect(http.url, { authorization: `Bearer ${adminToken}` }),
      actor: 'token:admin',
      close: () => http.close(),
    }
  }
}

describeProcedures(
  'HTTP, as the page calls them',
  openHttp((url, headers) => createORPCClient(new RPCLink({ url: `${url}/rpc`, headers }))),
)

describeProcedures(
  'HTTP, as REST',
  openHttp((url, headers) =>
    createORPCClient<Client>(
      new OpenAPILink(contract, {
        url: `${url}/api`,
        headers,
        // REST answers errors as { code, status, message, data }, without oRPC's mark of an error of the contract.
        customErrorResponseBodyDecoder: (body) => {
          const { code, ...error } = wireErrorSchema.parse(body)
          return new ORPCError(code, { ...error, defined: true })
        },
      }),
    ),
  ),
)
