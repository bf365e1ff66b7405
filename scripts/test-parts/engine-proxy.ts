import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { closePartFolder, openPartFolder, takeOverAbandoned } from './part-folder.ts'

/** What a test does to one request on its way to the engine. */
export interface Intervention {
  /** Called before the engine sees the request; what it resolves to is answered in the engine's place. */
  before?(call: EngineCall): Promise<ForcedAnswer | undefined> | ForcedAnswer | undefined
  /** Called as the request's body passes, with how many bytes of it have by then; the line is cut when it throws. */
  during?(call: EngineCall, bytes: number): void
  /** Called when the engine has done it, before the caller hears of it. */
  after?(call: EngineCall): Promise<void> | void
}

export interface EngineCall {
  readonly method: string
  /** Without the API version: /containers/create?name=web. */
  readonly path: string
}

export interface ForcedAnswer {
  readonly status: number
  readonly message: string
}

export interface EngineProxy {
  /** unix://… as DOCKER_HOST takes it. */
  readonly endpoint: string
  /** Replaces what is done to requests from now on. */
  intervene(intervention: Intervention): void
  stop(): Promise<void>
}

/** A socket in front of a real engine, for what the engine cannot be made to do at a given moment:
 *  a process that dies between two calls, an answer that is lost, an error text with a secret in it. */
export async function startEngineProxy(engine: string): Promise<EngineProxy> {
  for (const abandoned of takeOverAbandoned('proxy')) closePartFolder(abandoned)
  const folder = openPartFolder('proxy')
  const socket = join(folder, 'engine.sock')
  let intervention: Intervention = {}
  const server = createServer((incoming, outgoing) => {
    forward(engine, intervention, incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  return {
    endpoint: `unix://${socket}`,
    intervene: (next) => {
      intervention = next
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      closePartFolder(folder)
    },
  }
}

async function forward(
  engine: string,
  intervention: Intervention,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const call = { method: incoming.method ?? '', path: (incoming.url ?? '').replace(/^\/v[0-9.]+/, '') }
  const forced = await intervention.before?.(call)
  if (forced !== undefined) {
    outgoing.writeHead(forced.status, { 'content-type': 'application/json' })
    outgoing.end(JSON.stringify({ message: forced.message }))
    return
  }
  const onward = request({
    socketPath: engine.replace(/^unix:\/\//, ''),
    method: incoming.method,
    path: incoming.url,
    headers: incoming.headers,
  })
  watchUpload(incoming, (bytes) => intervention.during?.(call, bytes))
  incoming.pipe(onward)
  outgoing.on('close', () => onward.destroy())
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    onward.on('response', resolve)
    onward.on('error', reject)
  })
  await intervention.after?.(call)
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
  outgoing.flushHeaders()
  answer.pipe(outgoing)
}

function watchUpload(incoming: IncomingMessage, onBytes: (bytes: number) => void): void {
  let bytes = 0
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    try {
      onBytes(bytes)
    } catch {
      incoming.destroy()
    }
  })
}
