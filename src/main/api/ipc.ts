import { RPCHandler } from '@orpc/server/message-port'
import { handlerOptions } from './handler-options.ts'
import type { CallContext } from './procedure.ts'
import { router } from './router.ts'

/** The port's end in this process: Electron's MessagePortMain, or Node's in tests. */
type Port = Parameters<RPCHandler<CallContext>['upgrade']>[0]

const handler = new RPCHandler<CallContext>(router, handlerOptions())

/** Answers the procedures over a message port until it closes; who holds its other end is the local user. */
export function servePort(port: Port, { services, log }: Pick<CallContext, 'services' | 'log'>): void {
  handler.upgrade(port, { context: { services, log, caller: { role: 'admin', actor: 'local' } } })
}
