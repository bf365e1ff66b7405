import { z } from 'zod'
import { deployErrorCodeSchema } from './errors.ts'

export const deployKinds = ['deploy', 'rollback', 'promote'] as const
export const deployKindSchema = z.enum(deployKinds)
export type DeployKind = z.infer<typeof deployKindSchema>

/** What started a deploy. */
export const deployReasons = [
  'manual',
  'webhook',
  'registry',
  'git',
  'schedule',
  'rollback',
  'promote',
  'reconcile',
] as const
export const deployReasonSchema = z.enum(deployReasons)
export type DeployReason = z.infer<typeof deployReasonSchema>

export const deployOutcomes = [
  'queued',
  'running',
  'succeeded',
  'failed',
  'rolled_back',
  'cancelled',
  'superseded',
  'interrupted',
] as const
export const deployOutcomeSchema = z.enum(deployOutcomes)
export type DeployOutcome = z.infer<typeof deployOutcomeSchema>

/** Steps of the pipeline in their order; a deploy may skip some (no pull when the image is present). */
export const deployPhases = [
  'resolve',
  'backup',
  'pull',
  'create',
  'stop',
  'start',
  'gate',
  'record',
] as const
export const deployPhaseSchema = z.enum(deployPhases)
export type DeployPhase = z.infer<typeof deployPhaseSchema>

/** How the new container took over: beside the old one, after it was stopped, with none before it, or not at all. */
export const replacements = ['overlap', 'recreate', 'first', 'unchanged'] as const
export const replacementSchema = z.enum(replacements)
export type Replacement = z.infer<typeof replacementSchema>

/** Why a deploy has no backup. */
export const backupCodes = ['no_volumes'] as const
export const backupCodeSchema = z.enum(backupCodes)
export type BackupCode = z.infer<typeof backupCodeSchema>

/** Where a rollback to an entry would find what it needs, now; `vault`: among the copies kept on this computer. */
export const replays = ['local', 'vault', 'registry', 'rebuild', 'gone'] as const
export const replaySchema = z.enum(replays)
export type Replay = z.infer<typeof replaySchema>

/** What becomes of a deploy whose host is away: it fails at once, or waits in the queue until the host is back. */
export const whenAwaySchema = z.enum(['fail', 'queue'])
export type WhenAway = z.infer<typeof whenAwaySchema>

/** A reference resolved to content that cannot change under its name. */
export const pinnedSchema = z.object({
  reference: z.string().describe('Canonical reference, such as docker.io/library/nginx:1.29'),
  digest: z
    .string()
    .nullable()
    .describe('Index digest in the registry; null for an image that exists only on the host'),
  imageId: z.string().nullable().describe('Image id on the host; null until the image is there'),
  platform: z.string().nullable().describe('os/arch[/variant] of the image'),
})
export type Pinned = z.infer<typeof pinnedSchema>

export const deploySchema = z.object({
  id: z.string(),
  workloadId: z.string(),
  seq: z.int().describe('Number of the deploy within its workload, from 1, never used twice'),
  kind: deployKindSchema,
  reason: deployReasonSchema,
  triggerId: z.string().nullable(),
  deliveryId: z.string().nullable(),
  actor: z.string().describe('Who asked: local for the window, token:<name> for the API'),
  hostId: z.string(),
  sourceKind: z.string(),
  reference: z.string().describe('The reference as it was asked for'),
  pinned: pinnedSchema.nullable(),
  configHash: z.string().nullable(),
  outcome: deployOutcomeSchema,
  errorCode: deployErrorCodeSchema.nullable(),
  phase: deployPhaseSchema.nullable().describe('The last phase reached'),
  replacement: replacementSchema.nullable(),
  exitCode: z.int().nullable(),
  healthStatus: z.enum(['none', 'starting', 'healthy', 'unhealthy']).nullable(),
  backupId: z.string().nullable(),
  backupCode: backupCodeSchema.nullable().describe('Why there is no backup'),
  rollbackOf: z.string().nullable(),
  promotedFrom: z.string().nullable(),
  previousId: z.string().nullable().describe('The deploy that was current when this one started'),
  queuedAt: z.int(),
  startedAt: z.int().nullable(),
  finishedAt: z.int().nullable(),
  waitsForHost: z
    .boolean()
    .describe('Whether it was queued to wait for its host to come back, instead of failing while it is away'),
  current: z.boolean().describe('Whether this is the newest successful deploy'),
  replay: replaySchema,
})
export type Deploy = z.infer<typeof deploySchema>

/** What the container was made of; no value of a secret. */
export const deployConfigSchema = z.object({
  source: z.record(z.string(), z.unknown()),
  gate: z.object({ settleMs: z.int(), timeoutMs: z.int() }),
  stopTimeoutMs: z.int(),
})
export type DeployConfig = z.infer<typeof deployConfigSchema>

export const deployDetailSchema = deploySchema.extend({ config: deployConfigSchema.nullable() })
export type DeployDetail = z.infer<typeof deployDetailSchema>

/** Download of one image layer, or its sending. */
export const layerProgressSchema = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'downloading', 'extracting', 'done']),
  currentBytes: z.int(),
  totalBytes: z.int(),
})
export type LayerProgress = z.infer<typeof layerProgressSchema>

export const deployProgressSchema = z.object({
  workloadId: z.string(),
  deployId: z.string(),
  phase: deployPhaseSchema,
  layers: z.array(layerProgressSchema).describe('Empty outside the phase pull'),
  isSent: z.boolean().describe('Whether the layers are sent from this computer instead of being pulled'),
})
export type DeployProgress = z.infer<typeof deployProgressSchema>
