import { z } from 'zod'
import { deploySchema } from './deploy.ts'

export const workloadNameSchema = z
  .string()
  .min(2, 'Give at least 2 characters.')
  .max(63, 'Give at most 63 characters.')
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/,
    'Use Latin letters, digits, dot, hyphen and underscore, and begin with a letter or a digit: containers are named after it.',
  )

export const gateSchema = z.strictObject({
  settleMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(7_000)
    .describe('How long a container without a healthcheck must run without a restart'),
  timeoutMs: z
    .int()
    .min(1_000)
    .max(3_600_000)
    .default(120_000)
    .describe('How long a container with a healthcheck may take to become healthy'),
})
export type Gate = z.infer<typeof gateSchema>

const stopTimeoutMsSchema = z
  .int()
  .min(0)
  .max(600_000)
  .describe('How long a container may take to stop before it is killed')
const historyLimitSchema = z.int().min(1).max(10_000).describe('How many ledger entries are kept')
const imageLimitSchema = z
  .int()
  .min(1)
  .max(100)
  .describe('The images of how many successful deploys are kept on the host')
const sourceSchema = z
  .record(z.string(), z.unknown())
  .describe('Configuration of the source; its schema is in GET /api/sources')

export const workloadCreateSchema = z.strictObject({
  name: workloadNameSchema,
  hostId: z.string().min(1).default('local'),
  parentId: z.string().min(1).nullable().default(null),
  refId: z.string().min(1).max(200).optional(),
  sourceKind: z.string().min(1).max(40),
  source: sourceSchema,
  gate: gateSchema.default({ settleMs: 7_000, timeoutMs: 120_000 }),
  stopTimeoutMs: stopTimeoutMsSchema.default(10_000),
  historyLimit: historyLimitSchema.default(50),
  imageLimit: imageLimitSchema.default(5),
})
export type WorkloadCreate = z.infer<typeof workloadCreateSchema>

/** A field that is left out stays as it is; `source` and `gate` are merged field by field. */
export const workloadPatchSchema = z.strictObject({
  name: workloadNameSchema.optional(),
  hostId: z.string().min(1).optional(),
  parentId: z.string().min(1).nullable().optional(),
  sourceKind: z.string().min(1).max(40).optional(),
  source: sourceSchema.optional(),
  gate: z
    .strictObject({
      settleMs: z.int().min(0).max(600_000).optional(),
      timeoutMs: z.int().min(1_000).max(3_600_000).optional(),
    })
    .optional(),
  stopTimeoutMs: stopTimeoutMsSchema.optional(),
  historyLimit: historyLimitSchema.optional(),
  imageLimit: imageLimitSchema.optional(),
})
export type WorkloadPatch = z.infer<typeof workloadPatchSchema>

export const workloadStates = [
  'never_deployed',
  'running',
  'starting',
  'unhealthy',
  'restarting',
  'paused',
  'stopped',
  'missing',
  'unknown',
] as const
export const workloadStateSchema = z.enum(workloadStates)
/** State of a workload's containers; `unknown` while its host does not answer, `missing` when the container is gone. */
export type WorkloadState = z.infer<typeof workloadStateSchema>

export const workloadContainerSchema = z.object({
  id: z.string(),
  name: z.string(),
  service: z.string(),
  deployId: z.string(),
  state: workloadStateSchema,
})
export type WorkloadContainer = z.infer<typeof workloadContainerSchema>

export const workloadSchema = z.object({
  id: z.string(),
  name: z.string(),
  hostId: z.string(),
  parentId: z.string().nullable(),
  refId: z.string(),
  sourceKind: z.string(),
  source: sourceSchema,
  gate: z.object({ settleMs: z.int(), timeoutMs: z.int() }),
  stopTimeoutMs: z.int(),
  historyLimit: z.int(),
  imageLimit: z.int(),
  createdAt: z.int(),
  updatedAt: z.int(),
  state: workloadStateSchema,
  containers: z.array(workloadContainerSchema),
  current: deploySchema.nullable().describe('The deploy that runs now: the newest successful one'),
  lastDeploy: deploySchema.nullable().describe('The newest deploy, whatever its outcome'),
})
export type Workload = z.infer<typeof workloadSchema>
