import { procedures } from '../procedure.ts'

const { settings } = procedures

export const settingsHandlers = {
  get: settings.get.handler(({ context }) => context.services.settings.get()),
  update: settings.update.handler(({ context, input }) => context.services.settings.update(input)),
}
