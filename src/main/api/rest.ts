import type { IncomingMessage, ServerResponse } from 'node:http'
import { SmartCoercionPlugin } from '@orpc/json-schema'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { invalidField } from '../../contract/invalid-input.ts'
import { readJsonBody } from './body.ts'
import { handlerOptions } from './handler-options.ts'
import type { CallContext } from './procedure.ts'
import { refuse } from './refusal.ts'
import { findRoutes, type RestRoute } from './rest-routes.ts'
import { router } from './router.ts'

export const restPrefix = '/api'

interface WireError {
  readonly code: string
  readonly status: number
  readonly message: string
  readonly data: unknown
}

/** New at every call: a plugin writes into the options of its handler. */
function restOptions() {
  return {
    ...handlerOptions(),
    customErrorResponseBodyEncoder: ({ code, status, message, data }: WireError) => {
      return { code, status, message, data: data ?? null }
    },
  }
}

const bodyHandler = new OpenAPIHandler<CallContext>(router, restOptions())
/** In a query everything is text; in a body a number is a number, and "5" in its place is a mistake to be told. */
const queryHandler = new OpenAPIHandler<CallContext>(router, {
  ...restOptions(),
  plugins: [new SmartCoercionPlugin({ schemaConverters: [new ZodToJsonSchemaConverter()] })],
})

/** The operation that a request asks for; refuses unknown paths and methods. */
export function findOperation(request: IncomingMessage, url: URL): RestRoute {
  const routes = findRoutes(url.pathname.slice(restPrefix.length))
  if (routes.size === 0) refuse('path_not_found')
  const route = routes.get(request.method ?? '')
  if (route === undefined) {
    refuse('method_not_allowed', { headers: { allow: [...routes.keys()].join(', ') } })
  }
  return route
}

/** Answers one REST request. */
export async function answerRest(
  request: IncomingMessage,
  response: ServerResponse,
  route: RestRoute,
  url: URL,
  context: CallContext,
): Promise<void> {
  const body = await readJsonBody(request)
  checkShape(route, url, body)
  const handler = route.takesBody ? bodyHandler : queryHandler
  const { matched } = await handler.handle(withBody(request, body), response, { prefix: restPrefix, context })
  if (!matched) refuse('path_not_found')
}

/** The request with its body as read; without one, its content type says nothing and must not be acted upon. */
export function withBody(request: IncomingMessage, body: unknown): IncomingMessage {
  if (body === undefined) delete request.headers['content-type']
  return Object.assign(request, { body })
}

/** oRPC merges path, query and body into one object and drops what does not fit: here that is told instead. */
function checkShape(route: RestRoute, url: URL, body: unknown): void {
  if (!route.takesBody && body !== undefined) throw invalidField('', 'This operation takes no body.')
  if (body !== undefined && !isPlainObject(body)) throw invalidField('', 'The body is not a JSON object.')
  const queryFields = [...url.searchParams.keys()]
  const [queryField] = queryFields
  if (route.takesBody && queryField !== undefined) {
    throw invalidField(queryField, 'This operation takes its fields in the body, not in the query.')
  }
  const fields = [...queryFields, ...Object.keys(body ?? {})]
  const repeated = route.parameters.find((name) => fields.includes(name))
  if (repeated !== undefined) throw invalidField(repeated, 'This field stands in the path already.')
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
