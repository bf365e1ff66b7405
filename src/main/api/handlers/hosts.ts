import { procedures } from '../procedure.ts'

const { hosts } = procedures

export const hostHandlers = {
  list: hosts.list.handler(({ context }) => context.services.hosts.list()),
  create: hosts.create.handler(({ context, input }) => context.services.hosts.create(input)),
  get: hosts.get.handler(({ context, input }) => context.services.hosts.get(input.id)),
  update: hosts.update.handler(({ context, input: { id, ...patch } }) =>
    context.services.hosts.update(id, patch),
  ),
  remove: hosts.remove.handler(({ context, input }) => context.services.hosts.remove(input.id)),
  check: hosts.check.handler(({ context, input }) => context.services.hosts.check(input.id)),
  trust: hosts.trust.handler(({ context, input }) =>
    context.services.hosts.trust(input.id, input.fingerprint),
  ),
  unlock: hosts.unlock.handler(({ context, input: { id, ...secret } }) =>
    context.services.hosts.unlock(id, secret),
  ),
  test: hosts.test.handler(({ context, input }) => context.services.hosts.test(input)),
  sshNames: hosts.sshNames.handler(({ context }) => context.services.hosts.sshNames()),
  disk: hosts.disk.handler(({ context, input }) => context.services.hosts.disk(input.id)),
  prune: hosts.prune.handler(({ context, input: { id, ...parts } }) =>
    context.services.hosts.prune(id, parts),
  ),
  images: hosts.images.handler(({ context, input }) => context.services.hosts.images(input.id)),
}
