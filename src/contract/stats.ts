import { z } from 'zod'
import { deployKindSchema, deployOutcomeSchema } from './deploy.ts'

/** One bucket of a series; CPU is percent of one core. A bucket without any sample is left out: a gap, not a zero. */
export const statsPointSchema = z.object({
  ts: z.int().describe('Start of the bucket'),
  cpuPercent: z.number().describe('Average, in percent of one core'),
  cpuPercentMax: z.number(),
  memoryBytes: z.number().describe('Average; in use without the inactive file cache'),
  memoryBytesMax: z.number(),
  containers: z.int().describe('The most containers that one round of the bucket measured'),
})
export type StatsPoint = z.infer<typeof statsPointSchema>

/** The points of one service, or of one container. */
export const statsSeriesSchema = z.object({
  service: z.string(),
  containerId: z.string().nullable().describe('Null for a series by service'),
  name: z.string().describe('The service, or the name of the container'),
  points: z.array(statsPointSchema),
})
export type StatsSeries = z.infer<typeof statsSeriesSchema>

/** A deploy as a mark on the time axis. */
export const statsDeploySchema = z.object({
  id: z.string(),
  seq: z.int(),
  kind: deployKindSchema,
  outcome: deployOutcomeSchema,
  ts: z.int().describe('When it finished, or started when it has not finished'),
})
export type StatsDeploy = z.infer<typeof statsDeploySchema>

export const statsHistorySchema = z.object({
  from: z.int(),
  to: z.int(),
  bucketMs: z.int(),
  points: z.array(statsPointSchema).describe('Sum over the containers of the workload, oldest first'),
  series: z.array(statsSeriesSchema).optional().describe('With by=service or by=container'),
  deploys: z.array(statsDeploySchema).describe('The deploys in the window, oldest first'),
})
export type StatsHistory = z.infer<typeof statsHistorySchema>

export const statsHistoryInputSchema = z.strictObject({
  id: z.string().min(1).max(100),
  from: z.int().min(0).optional().describe('Start of the window; one hour before its end when left out'),
  to: z.int().min(0).optional().describe('End of the window, itself outside it; now when left out'),
  points: z.int().min(1).max(1_000).default(300).describe('At most this many buckets'),
  by: z.enum(['service', 'container']).optional().describe('Adds one series per service or per container'),
})
export type StatsHistoryInput = z.infer<typeof statsHistoryInputSchema>

/** What a container used at its last sample; rates are null where the way of sampling does not give them. */
export const containerStatsSchema = z.object({
  containerId: z.string(),
  name: z.string(),
  service: z.string(),
  ts: z.int(),
  cpuPercent: z.number().nullable().describe('Percent of one core; null at the first sample'),
  memoryBytes: z.number(),
  cpuLimitPercent: z
    .number()
    .nullable()
    .describe('Percent of one core; null without a limit, and from a restart of Slipway to the first round'),
  memoryLimitBytes: z
    .number()
    .nullable()
    .describe('Null without a limit, and from a restart of Slipway to the first round'),
  networkReceivedBytesPerSecond: z.number().nullable(),
  networkSentBytesPerSecond: z.number().nullable(),
  blockReadBytesPerSecond: z.number().nullable(),
  blockWrittenBytesPerSecond: z.number().nullable(),
})
export type ContainerStats = z.infer<typeof containerStatsSchema>

/** A workload at the last round, and a short past for a sparkline. */
export const statsNowSchema = z.object({
  workloadId: z.string(),
  ts: z.int().nullable().describe('When it was last sampled; null when it never was'),
  hostCpus: z.int().nullable().describe('Processors of the host; null when they are not known'),
  hostMemoryBytes: z.number().nullable(),
  containers: z.array(containerStatsSchema),
  recent: z.object({
    bucketMs: z.int(),
    points: z.array(statsPointSchema).describe('The last 15 minutes, oldest first'),
  }),
})
export type StatsNow = z.infer<typeof statsNowSchema>

/** How the containers of a host are sampled: by its cgroup files, or by the engine's API. */
export const statsWaySchema = z.enum(['cgroup', 'api'])
export type StatsWay = z.infer<typeof statsWaySchema>
