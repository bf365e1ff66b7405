import { z } from 'zod'
import { deployProgressSchema, deploySchema } from './deploy.ts'
import { hostSchema } from './host.ts'
import { settingsSchema } from './settings.ts'

/** What the main process tells its windows and API clients as it happens. */
export const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('host.changed'), host: hostSchema }),
  z.object({ type: z.literal('host.removed'), hostId: z.string() }),
  z.object({ type: z.literal('workload.changed'), workloadId: z.string() }),
  z.object({ type: z.literal('workload.removed'), workloadId: z.string() }),
  z.object({ type: z.literal('deploy.changed'), deploy: deploySchema }),
  z.object({ type: z.literal('deploy.progress'), progress: deployProgressSchema }),
  z.object({ type: z.literal('settings.changed'), settings: settingsSchema }),
  z
    .object({ type: z.literal('resync') })
    .describe('Events were missed and cannot be sent again: read everything anew'),
])
export type SlipwayEvent = z.infer<typeof eventSchema>
