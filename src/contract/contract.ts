import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { deployDetailSchema, deploySchema, whenAwaySchema } from './deploy.ts'
import {
  cancelErrors,
  commonErrors,
  hostConflicts,
  hostUnavailable,
  nameTaken,
  notFound,
  rollbackErrors,
  workloadConflicts,
} from './errors.ts'
import { eventSchema } from './event.ts'
import {
  hostCreateSchema,
  hostDiskSchema,
  hostImageSchema,
  hostPatchSchema,
  hostPrunedSchema,
  hostPruneSchema,
  hostSchema,
  hostTestSchema,
  sshNameSchema,
} from './host.ts'
import { settingsPatchSchema, settingsSchema } from './settings.ts'
import { sourceKindSchema } from './source.ts'
import { statsHistoryInputSchema, statsHistorySchema, statsNowSchema } from './stats.ts'
import { type Role, tokenCreatedSchema, tokenCreateSchema, tokenSchema } from './token.ts'
import { workloadCreateSchema, workloadPatchSchema, workloadSchema } from './workload.ts'

/** `role` is the least role that may call the procedure. */
export interface ProcedureMeta {
  readonly role: Role
}

const procedure = oc.$meta<ProcedureMeta>({ role: 'admin' }).errors(commonErrors)
const forViewers = procedure.meta({ role: 'viewer' })
const forAdmins = procedure.meta({ role: 'admin' })

const idSchema = z.string().min(1).max(100)
const workloadIdInput = z.strictObject({ id: idSchema })
const deployIdInput = z.strictObject({ id: idSchema, deployId: idSchema })
const queuedOutput = z.object({ deployId: z.string() })

const workloads = {
  list: forViewers
    .route({ method: 'GET', path: '/workloads', tags: ['workloads'] })
    .output(z.array(workloadSchema)),
  create: forAdmins
    .route({ method: 'POST', path: '/workloads', successStatus: 201, tags: ['workloads'] })
    .errors({ ...nameTaken, ...workloadConflicts })
    .input(workloadCreateSchema)
    .output(workloadSchema),
  get: forViewers
    .route({ method: 'GET', path: '/workloads/{id}', tags: ['workloads'] })
    .errors(notFound)
    .input(workloadIdInput)
    .output(workloadSchema),
  update: forAdmins
    .route({ method: 'PATCH', path: '/workloads/{id}', tags: ['workloads'] })
    .errors({ ...notFound, ...nameTaken, ...workloadConflicts })
    .input(workloadPatchSchema.extend({ id: idSchema }))
    .output(workloadSchema),
  /** `containers: false` leaves the containers running; otherwise a host that is away is a 503 and nothing is deleted. */
  remove: forAdmins
    .route({
      method: 'DELETE',
      path: '/workloads/{id}',
      successStatus: 204,
      inputStructure: 'detailed',
      tags: ['workloads'],
    })
    .errors({ ...notFound, ...hostUnavailable })
    .input(
      z.object({
        params: workloadIdInput,
        query: z.strictObject({ containers: z.boolean().default(true) }).optional(),
      }),
    )
    .output(z.void()),
}

const deploys = {
  start: forAdmins
    .route({ method: 'POST', path: '/workloads/{id}/deploy', successStatus: 202, tags: ['deploys'] })
    .errors(notFound)
    .input(
      z.strictObject({
        id: idSchema,
        reference: z.string().min(1).max(1_000).optional(),
        whenAway: whenAwaySchema.default('fail'),
      }),
    )
    .output(queuedOutput),
  list: forViewers
    .route({ method: 'GET', path: '/workloads/{id}/deploys', tags: ['deploys'] })
    .errors(notFound)
    .input(
      z.strictObject({
        id: idSchema,
        limit: z.int().min(1).max(500).default(50),
        before: z.int().min(1).optional().describe('The value of `next` in the answer before'),
      }),
    )
    .output(
      z.object({
        deploys: z.array(deploySchema).describe('Newest first'),
        next: z.int().nullable().describe('Pass as `before` to read on; null at the end'),
      }),
    ),
  get: forViewers
    .route({ method: 'GET', path: '/workloads/{id}/deploys/{deployId}', tags: ['deploys'] })
    .errors(notFound)
    .input(deployIdInput)
    .output(deployDetailSchema),
  cancel: forAdmins
    .route({
      method: 'POST',
      path: '/workloads/{id}/deploys/{deployId}/cancel',
      successStatus: 202,
      tags: ['deploys'],
    })
    .errors({ ...notFound, ...cancelErrors })
    .input(deployIdInput)
    .output(queuedOutput),
  rollback: forAdmins
    .route({ method: 'POST', path: '/workloads/{id}/rollback', successStatus: 202, tags: ['deploys'] })
    .errors({ ...notFound, ...rollbackErrors })
    .input(
      z.strictObject({
        id: idSchema,
        deployId: idSchema.optional().describe('The previous successful deploy when left out'),
        config: z
          .enum(['then', 'now'])
          .default('then')
          .describe('The configuration as it was at that deploy, or as it is now'),
        whenAway: whenAwaySchema.default('fail'),
      }),
    )
    .output(queuedOutput),
}

const hostIdInput = z.strictObject({ id: idSchema })

const hosts = {
  list: forViewers.route({ method: 'GET', path: '/hosts', tags: ['hosts'] }).output(z.array(hostSchema)),
  /** Resolves after the first attempt to connect, whatever came of it. */
  create: forAdmins
    .route({ method: 'POST', path: '/hosts', successStatus: 201, tags: ['hosts'] })
    .errors(nameTaken)
    .input(hostCreateSchema)
    .output(hostSchema),
  get: forViewers
    .route({ method: 'GET', path: '/hosts/{id}', tags: ['hosts'] })
    .errors(notFound)
    .input(hostIdInput)
    .output(hostSchema),
  update: forAdmins
    .route({ method: 'PATCH', path: '/hosts/{id}', tags: ['hosts'] })
    .errors({ ...notFound, ...nameTaken, ...hostConflicts })
    .input(hostPatchSchema.extend({ id: idSchema }))
    .output(hostSchema),
  remove: forAdmins
    .route({ method: 'DELETE', path: '/hosts/{id}', successStatus: 204, tags: ['hosts'] })
    .errors({ ...notFound, ...hostConflicts })
    .input(hostIdInput)
    .output(z.void()),
  /** Connects, or looks for the engine, at once instead of at the next round. */
  check: forAdmins
    .route({ method: 'POST', path: '/hosts/{id}/check', tags: ['hosts'] })
    .errors(notFound)
    .input(hostIdInput)
    .output(hostSchema),
  /** Accepts the key that the host has shown, when its fingerprint is the one given, and connects. */
  trust: forAdmins
    .route({ method: 'POST', path: '/hosts/{id}/trust', tags: ['hosts'] })
    .errors({ ...notFound, ...hostConflicts })
    .input(z.strictObject({ id: idSchema, fingerprint: z.string().min(1).max(200) }))
    .output(hostSchema),
  /** Gives the passphrase of the key file, and connects. */
  unlock: forAdmins
    .route({ method: 'POST', path: '/hosts/{id}/unlock', tags: ['hosts'] })
    .errors({ ...notFound, ...hostConflicts })
    .input(
      z.strictObject({
        id: idSchema,
        passphrase: z.string().min(1).max(10_000),
        keep: z.boolean().default(false).describe('Keep it, encrypted, for the next start'),
      }),
    )
    .output(hostSchema),
  /** Connects once, step by step, and keeps nothing. */
  test: forAdmins
    .route({ method: 'POST', path: '/hosts/test', tags: ['hosts'] })
    .input(hostCreateSchema.omit({ name: true }))
    .output(hostTestSchema),
  sshNames: forAdmins
    .route({ method: 'GET', path: '/ssh-names', tags: ['hosts'] })
    .output(z.array(sshNameSchema)),
  disk: forViewers
    .route({ method: 'GET', path: '/hosts/{id}/disk', tags: ['hosts'] })
    .errors({ ...notFound, ...hostUnavailable })
    .input(hostIdInput)
    .output(hostDiskSchema),
  prune: forAdmins
    .route({ method: 'POST', path: '/hosts/{id}/prune', tags: ['hosts'] })
    .errors({ ...notFound, ...hostUnavailable })
    .input(hostPruneSchema.extend({ id: idSchema }))
    .output(hostPrunedSchema),
  images: forViewers
    .route({ method: 'GET', path: '/hosts/{id}/images', tags: ['hosts'] })
    .errors({ ...notFound, ...hostUnavailable })
    .input(hostIdInput)
    .output(z.array(hostImageSchema)),
}

const stats = {
  history: forViewers
    .route({ method: 'GET', path: '/workloads/{id}/stats/history', tags: ['stats'] })
    .errors(notFound)
    .input(statsHistoryInputSchema)
    .output(statsHistorySchema),
  /** The workload's containers at the last round. */
  now: forViewers
    .route({ method: 'GET', path: '/workloads/{id}/stats/now', tags: ['stats'] })
    .errors(notFound)
    .input(workloadIdInput)
    .output(statsNowSchema),
  /** The same for every workload that has ever been sampled. */
  overview: forViewers
    .route({ method: 'GET', path: '/stats', tags: ['stats'] })
    .output(z.array(statsNowSchema)),
}

const sources = {
  list: forViewers
    .route({ method: 'GET', path: '/sources', tags: ['sources'] })
    .output(z.array(sourceKindSchema)),
}

const tokens = {
  list: forAdmins.route({ method: 'GET', path: '/tokens', tags: ['tokens'] }).output(z.array(tokenSchema)),
  create: forAdmins
    .route({ method: 'POST', path: '/tokens', successStatus: 201, tags: ['tokens'] })
    .errors(nameTaken)
    .input(tokenCreateSchema)
    .output(tokenCreatedSchema),
  remove: forAdmins
    .route({ method: 'DELETE', path: '/tokens/{id}', successStatus: 204, tags: ['tokens'] })
    .errors(notFound)
    .input(z.strictObject({ id: idSchema }))
    .output(z.void()),
}

const settings = {
  get: forViewers.route({ method: 'GET', path: '/settings', tags: ['settings'] }).output(settingsSchema),
  update: forAdmins
    .route({ method: 'PATCH', path: '/settings', tags: ['settings'] })
    .input(settingsPatchSchema)
    .output(settingsSchema),
}

const events = {
  /** Server-sent events; a client that sends `Last-Event-ID` gets what it missed, or `resync`. */
  stream: forViewers
    .route({ method: 'GET', path: '/events', tags: ['events'] })
    .output(eventIterator(eventSchema)),
}

const health = {
  get: forViewers
    .route({ method: 'GET', path: '/health', tags: ['health'] })
    .output(z.object({ status: z.literal('ok'), version: z.string() })),
}

/** Every operation of Slipway: input, output, typed errors and HTTP route (below `/api`). */
export const contract = { workloads, deploys, hosts, stats, sources, tokens, settings, events, health }
