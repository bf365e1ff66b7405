import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface DelayProxy {
  readonly port: number
  /** How many connections there have been so far. */
  readonly connections: number
  /** Breaks every connection off, as a link that goes down; new ones are taken. */
  cut(): void
  /** Lets nothing pass any more, in either direction, and closes nothing: a link that hangs. */
  freeze(): void
  stop(): Promise<void>
}

/** A way of a given round trip to a port of this machine. */
export async function startDelayProxy(target: number, roundTripMs: number): Promise<DelayProxy> {
  const sockets = new Set<Socket>()
  let connections = 0
  let isFrozen = false
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    connections += 1
    const far = connect({ port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      const later = delayed(roundTripMs / 2, () => isFrozen)
      from.on('data', (chunk) => later(() => to.write(chunk)))
      from.on('end', () => later(() => to.end()))
      from.on('close', () => {
        sockets.delete(from)
        later(() => to.destroy())
      })
      from.on('error', () => undefined)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections
    },
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
    freeze: () => {
      isFrozen = true
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Timers of one length end in the order in which they began. */
function delayed(delayMs: number, isFrozen: () => boolean): (action: () => void) => void {
  const act = (action: () => void) => {
    if (!isFrozen()) action()
  }
  return delayMs === 0 ? act : (action) => void setTimeout(act, delayMs, action)
}
