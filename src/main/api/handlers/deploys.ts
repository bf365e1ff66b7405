import { procedures } from '../procedure.ts'

const { deploys } = procedures

export const deployHandlers = {
  start: deploys.start.handler(async ({ context, input: { id, reference, whenAway } }) => {
    const request = {
      actor: context.caller.actor,
      whenAway,
      ...(reference === undefined ? {} : { reference }),
    }
    return { deployId: await context.services.deploys.start(id, request) }
  }),
  list: deploys.list.handler(({ context, input: { id, limit, before } }) =>
    context.services.deploys.list(id, { limit, ...(before === undefined ? {} : { before }) }),
  ),
  get: deploys.get.handler(({ context, input }) => context.services.deploys.get(input.id, input.deployId)),
  cancel: deploys.cancel.handler(async ({ context, input: { id, deployId } }) => {
    await context.services.deploys.cancel(id, deployId)
    return { deployId }
  }),
  rollback: deploys.rollback.handler(async ({ context, input: { id, deployId, config, whenAway } }) => {
    const request = {
      actor: context.caller.actor,
      config,
      whenAway,
      ...(deployId === undefined ? {} : { deployId }),
    }
    return { deployId: await context.services.deploys.rollback(id, request) }
  }),
}
