import { procedures } from '../procedure.ts'

const { hosts } = procedures

export const hostHandlers = {
  list: hosts.list.handler(({ context }) => context.services.hosts.list()),
  get: hosts.get.handler(({ context, input }) => context.services.hosts.get(input.id)),
  check: hosts.check.handler(({ context, input }) => context.services.hosts.check(input.id)),
}
