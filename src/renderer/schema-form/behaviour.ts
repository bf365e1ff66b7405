import { readSchema } from './read-schema.ts'

const duration = (minimum: number, maximum: number, fallback: number) => ({
  type: 'integer',
  minimum,
  maximum,
  default: fallback,
})

/** How an app is deployed, whatever its source: the workload's own fields. A test holds it to the contract. */
export const behaviourSchema = {
  type: 'object',
  properties: {
    gate: {
      type: 'object',
      properties: {
        settleMs: duration(0, 600_000, 7_000),
        timeoutMs: duration(1_000, 3_600_000, 120_000),
      },
    },
    stopTimeoutMs: duration(0, 600_000, 10_000),
    historyLimit: { type: 'integer', minimum: 1, maximum: 10_000, default: 50 },
    imageLimit: { type: 'integer', minimum: 1, maximum: 100, default: 5 },
  },
}

export const behaviourField = readSchema(behaviourSchema, undefined)
