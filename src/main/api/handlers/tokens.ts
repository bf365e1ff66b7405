import { procedures } from '../procedure.ts'

const { tokens } = procedures

export const tokenHandlers = {
  list: tokens.list.handler(({ context }) => context.services.tokens.list()),
  create: tokens.create.handler(({ context, input }) => context.services.tokens.create(input)),
  remove: tokens.remove.handler(({ context, input }) => context.services.tokens.remove(input.id)),
}
