import { deployHandlers } from './handlers/deploys.ts'
import { eventHandlers } from './handlers/events.ts'
import { healthHandlers } from './handlers/health.ts'
import { hostHandlers } from './handlers/hosts.ts'
import { settingsHandlers } from './handlers/settings.ts'
import { sourceHandlers } from './handlers/sources.ts'
import { statsHandlers } from './handlers/stats.ts'
import { tokenHandlers } from './handlers/tokens.ts'
import { workloadHandlers } from './handlers/workloads.ts'
import { procedures } from './procedure.ts'

/** The contract with its handlers. */
export const router = procedures.router({
  workloads: workloadHandlers,
  deploys: deployHandlers,
  hosts: hostHandlers,
  stats: statsHandlers,
  sources: sourceHandlers,
  tokens: tokenHandlers,
  settings: settingsHandlers,
  events: eventHandlers,
  health: healthHandlers,
})
