import { STATUS_CODES } from 'node:http'
import { OpenAPIGenerator, toOpenAPIContent } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { contract } from '../../contract/contract.ts'
import { deployDetailSchema, deploySchema } from '../../contract/deploy.ts'
import { eventSchema } from '../../contract/event.ts'
import { hostSchema } from '../../contract/host.ts'
import { settingsSchema } from '../../contract/settings.ts'
import { sourceKindSchema } from '../../contract/source.ts'
import { tokenSchema } from '../../contract/token.ts'
import { workloadSchema } from '../../contract/workload.ts'
import { isOpen } from './procedure.ts'
import { type RefusalCode, refusal } from './refusal.ts'
import { restPrefix } from './rest.ts'

type Document = Awaited<ReturnType<OpenAPIGenerator['generate']>>
type Operation = NonNullable<NonNullable<NonNullable<Document['paths']>[string]>['get']>

/** A client that comes back names the last event that it got. */
const lastEventId = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'Id of the last event received; those after it are sent first, or one `resync`.',
  schema: { type: 'string' },
} as const

const noData = { type: 'null' } as const
const verbs = ['get', 'post', 'put', 'patch', 'delete'] as const

/** The OpenAPI 3.1 document of the REST API. */
export async function describeApi(version: string): Promise<Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(contract, {
    info: {
      title: 'Slipway',
      version,
      description:
        'Deploy apps on Docker, read the ledger of every deploy, and roll any of them back. Times are UTC epoch milliseconds, sizes are bytes.',
    },
    servers: [{ url: restPrefix }],
    security: [{ bearer: [] }],
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of POST /tokens, or the one in the file `token` of the data folder.',
        },
      },
    },
    commonSchemas: {
      Workload: { schema: workloadSchema, strategy: 'output' },
      Deploy: { schema: deploySchema, strategy: 'output' },
      DeployDetail: { schema: deployDetailSchema, strategy: 'output' },
      Host: { schema: hostSchema, strategy: 'output' },
      SourceKind: { schema: sourceKindSchema, strategy: 'output' },
      Token: { schema: tokenSchema, strategy: 'output' },
      Settings: { schema: settingsSchema, strategy: 'output' },
      Event: { schema: eventSchema, strategy: 'output' },
    },
    customErrorResponseBodySchema: (definitions) => ({
      oneOf: definitions.map(([code, message, hasData, data]) =>
        errorSchema(code, message, hasData ? data : noData),
      ),
    }),
  })
  for (const path of Object.values(document.paths ?? {})) {
    for (const verb of verbs) {
      const operation = path?.[verb]
      if (operation !== undefined) complete(operation)
    }
  }
  return document
}

/** Adds what HTTP itself takes and answers, and takes the body away from the answers that have none. */
function complete(operation: Operation): void {
  const isForEverybody = isOpen((operation.operationId ?? '').split('.'))
  const responses: Record<string, unknown> = {}
  for (const [status, response] of Object.entries(operation.responses ?? {})) {
    const description = STATUS_CODES[status] ?? status
    if (isForEverybody && (status === '401' || status === '403')) continue
    responses[status] = status === '204' ? { description } : { ...response, description }
  }
  for (const code of httpRefusals(operation)) {
    const { status, message } = refusal(code)
    const content = toOpenAPIContent(errorSchema(code, message, noData))
    responses[status] = { description: STATUS_CODES[status] ?? String(status), content }
  }
  // The generator's types meet those of OpenAPI 3.0 and 3.1 at once, which no value of ours can.
  operation.responses = responses as NonNullable<Operation['responses']>
  if (isForEverybody) operation.security = []
  if (operation.operationId === 'events.stream') operation.parameters = [lastEventId]
}

function httpRefusals({ requestBody }: Operation): readonly RefusalCode[] {
  const always = ['too_many_attempts'] as const
  return requestBody === undefined ? always : [...always, 'payload_too_large', 'unsupported_media_type']
}

function errorSchema<Data>(code: string, message: string, data: Data) {
  const { status } = refusal(code as RefusalCode)
  return {
    type: 'object' as const,
    properties: {
      code: { const: code },
      status: { const: status },
      message: { type: 'string' as const, examples: [message] },
      data,
    },
    required: ['code', 'status', 'message', 'data'],
  }
}
