import { procedures } from '../procedure.ts'

const { stats } = procedures

export const statsHandlers = {
  history: stats.history.handler(({ context, input }) => context.services.stats.history(input)),
  now: stats.now.handler(({ context, input }) => context.services.stats.now(input.id)),
  overview: stats.overview.handler(({ context }) => context.services.stats.overview()),
}
