import { lookup } from 'node:dns/promises'
import { connect as connectTcp, type LookupFunction, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'
import type { SshHop } from './config.ts'
import { orAbort } from './or-abort.ts'
import { SshFailure, type SshStep } from './ssh-connection.ts'

export type OnStep = (step: SshStep, detail: string) => void

/** `limit` aborts with a TimeoutError when the time is over, or with the caller's reason. */
export async function openPort(hop: SshHop, limit: AbortSignal, onStep: OnStep): Promise<Socket> {
  const addresses = await orAbort(lookup(hop.host, { all: true }), limit).catch((cause: unknown) => {
    throw limit.aborted
      ? timeoutOf(limit, 'name')
      : new SshFailure('name_unresolved', { step: 'name', cause })
  })
  onStep('name', addresses.map(({ address }) => address).join(', '))
  const found: LookupFunction = (_name, _options, callback) => callback(null, addresses)
  const socket = connectTcp({ host: hop.host, port: hop.port, lookup: found, noDelay: true })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
      limit.addEventListener('abort', () => reject(timeoutOf(limit, 'port')), { once: true })
    })
  } catch (error) {
    socket.destroy()
    throw error instanceof SshFailure ? error : portFailure(error)
  }
  onStep('port', `${hop.host}:${hop.port}`)
  return socket
}

function portFailure(cause: unknown): SshFailure {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  const isClosed = code === 'ECONNREFUSED' || code === 'ECONNRESET'
  return new SshFailure(isClosed ? 'port_closed' : 'connect_timeout', { step: 'port', cause })
}

/** The name is looked up by the server before it, whose answer does not tell a wrong name from a closed port. */
export async function openThrough(
  client: Client,
  hop: SshHop,
  limit: AbortSignal,
  onStep: OnStep,
): Promise<Duplex> {
  const opening = new Promise<Duplex>((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, hop.host, hop.port, (error, channel) => {
      if (error) reject(new SshFailure('port_closed', { step: 'port', cause: error }))
      else resolve(channel)
    })
  })
  try {
    const channel = await orAbort(opening, limit)
    onStep('name', hop.host)
    onStep('port', `${hop.host}:${hop.port}`)
    return channel
  } catch (error) {
    opening.then(
      (late) => late.destroy(),
      () => undefined,
    )
    throw limit.aborted ? timeoutOf(limit, 'port') : error
  }
}

/** The caller's own reason when it was the caller who gave up. */
function timeoutOf(limit: AbortSignal, step: SshStep): unknown {
  const isOver = limit.reason instanceof DOMException && limit.reason.name === 'TimeoutError'
  return isOver ? new SshFailure('connect_timeout', { step }) : limit.reason
}
