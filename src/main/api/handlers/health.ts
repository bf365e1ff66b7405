import { procedures } from '../procedure.ts'

const { health } = procedures

export const healthHandlers = {
  get: health.get.handler(({ context }) => ({ status: 'ok' as const, version: context.services.version })),
}
