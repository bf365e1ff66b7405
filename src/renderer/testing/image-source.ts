import type { SourceKind } from '../../contract/source.ts'

const orNull = (schema: object) => ({ anyOf: [schema, { type: 'null' }], default: null })

/** The schema of a source with a field of every kind, as zod writes it. */
export const sampleSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $defs: { port: { type: 'integer', minimum: 1, maximum: 65_535 } },
  type: 'object',
  required: ['reference'],
  additionalProperties: false,
  properties: {
    reference: { type: 'string', maxLength: 1_000, title: 'Image' },
    command: orNull({ type: 'array', minItems: 1, items: { type: 'string' } }),
    ports: {
      type: 'array',
      default: [],
      items: {
        type: 'object',
        required: ['container'],
        properties: {
          container: { $ref: '#/$defs/port' },
          host: orNull({ type: 'integer', minimum: 1, maximum: 65_535 }),
          hostIp: {
            anyOf: [
              { type: 'string', format: 'ipv4' },
              { type: 'string', format: 'ipv6' },
            ],
            default: '127.0.0.1',
          },
          protocol: { type: 'string', enum: ['tcp', 'udp'], default: 'tcp' },
        },
      },
    },
    restart: { type: 'string', enum: ['no', 'always', 'unless-stopped'], default: 'unless-stopped' },
    labels: {
      type: 'object',
      propertyNames: { type: 'string' },
      additionalProperties: { type: 'string' },
      default: {},
    },
    healthcheck: orNull({
      type: 'object',
      required: ['test'],
      properties: {
        test: { type: 'array', minItems: 1, items: { type: 'string' } },
        intervalMs: { type: 'integer', minimum: 1, maximum: 86_400_000, default: 30_000 },
        retries: { type: 'integer', minimum: 1, maximum: 1_000, default: 3 },
      },
    }),
    memoryBytes: orNull({ type: 'integer', minimum: 6_291_456, maximum: Number.MAX_SAFE_INTEGER }),
    cpus: { type: ['number', 'null'], exclusiveMinimum: 0, default: null },
    isReadOnly: { type: 'boolean', default: false },
    extra: { default: null },
  },
}

export const sampleConfig = {
  reference: 'nginx:1.29',
  command: null,
  ports: [{ container: 80, host: 8080, hostIp: '127.0.0.1', protocol: 'tcp' }],
  restart: 'unless-stopped',
  labels: {},
  healthcheck: null,
  memoryBytes: null,
  cpus: null,
  isReadOnly: false,
  extra: null,
}

export const imageSource: SourceKind = {
  kind: 'image',
  schema: sampleSchema,
  sample: sampleConfig,
  rollback: true,
}
