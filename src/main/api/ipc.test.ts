import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { servePort } from './ipc.ts'
import { type Client, describeProcedures } from './testing/procedures.ts'

describeProcedures('IPC', async ({ services }, log) => {
  const { port1, port2 } = new MessageChannel()
  servePort(port1, { services, log })
  port1.start()
  port2.start()
  const client: Client = createORPCClient(new RPCLink({ port: port2 }))
  return await Promise.resolve({
    client,
    actor: 'local',
    close: async () => {
      port1.close()
      port2.close()
      await Promise.resolve()
    },
  })
})
