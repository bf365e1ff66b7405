import { procedures } from '../procedure.ts'

const { sources } = procedures

export const sourceHandlers = {
  list: sources.list.handler(({ context }) => context.services.sources.list()),
}
