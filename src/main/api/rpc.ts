import type { IncomingMessage, ServerResponse } from 'node:http'
import { RPCHandler } from '@orpc/server/node'
import { readJsonBody } from './body.ts'
import { handlerOptions } from './handler-options.ts'
import type { CallContext } from './procedure.ts'
import { refuse } from './refusal.ts'
import { withBody } from './rest.ts'
import { router } from './router.ts'

export const rpcPrefix = '/rpc'

const handler = new RPCHandler<CallContext>(router, handlerOptions())

/** Answers one call of the page: every procedure is a POST to its name. */
export async function answerRpc(
  request: IncomingMessage,
  response: ServerResponse,
  context: CallContext,
): Promise<void> {
  if (request.method !== 'POST') refuse('method_not_allowed', { headers: { allow: 'POST' } })
  const body = await readJsonBody(request)
  const { matched } = await handler.handle(withBody(request, body), response, { prefix: rpcPrefix, context })
  if (!matched) refuse('path_not_found')
}
