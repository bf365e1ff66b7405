import { procedures } from '../procedure.ts'

const { workloads } = procedures

export const workloadHandlers = {
  list: workloads.list.handler(({ context }) => context.services.workloads.list()),
  create: workloads.create.handler(({ context, input }) => context.services.workloads.create(input)),
  get: workloads.get.handler(({ context, input }) => context.services.workloads.get(input.id)),
  update: workloads.update.handler(({ context, input: { id, ...patch } }) =>
    context.services.workloads.update(id, patch),
  ),
  remove: workloads.remove.handler(({ context, input: { params, query } }) =>
    context.services.workloads.remove(params.id, { containers: query?.containers ?? true }),
  ),
}
