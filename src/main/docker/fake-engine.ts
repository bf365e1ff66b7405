import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** For tests: what cannot be forced on a real engine. Answers by `METHOD /path`, the path without version and query. */
export type FakeRoutes = Record<string, (request: IncomingMessage, response: ServerResponse) => void>

export interface FakeEngine {
  readonly socketPath: string
  /** `METHOD /path?query` of all requests so far, as they came. */
  readonly requests: readonly string[]
  /** How many connections were made. */
  readonly connections: () => number
  readonly openConnections: () => Promise<number>
  stop(): Promise<void>
}

export const modernVersion = {
  Version: '28.2.2',
  ApiVersion: '1.50',
  MinAPIVersion: '1.24',
  Os: 'linux',
  Arch: 'amd64',
  Components: [{ Name: 'Engine', Version: '28.2.2' }],
}

export function answerJson(value: unknown, status = 200): FakeRoutes[string] {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }
}

/** Listens on a unix socket, of its own unless one is chosen; `GET /version` and `GET /_ping` are answered unless `routes` has its own. */
export async function startFakeEngine(routes: FakeRoutes = {}, chosenPath?: string): Promise<FakeEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-fake-'))
  // Others than the owner may pass: a test may look at the socket's own mode.
  chmodSync(folder, 0o755)
  const socketPath = chosenPath ?? join(folder, 'd.sock')
  const requests: string[] = []
  let connections = 0
  const table: FakeRoutes = {
    'GET /version': answerJson(modernVersion),
    'GET /_ping': (_request, response) => response.end('OK'),
    ...routes,
  }
  const server = createServer((request, response) => {
    const key = `${request.method} ${request.url}`
    requests.push(key)
    const route = table[key.replace(/ \/v\d+\.\d+\//, ' /').replace(/\?.*$/, '')]
    const answer = route ?? answerJson({ message: 'page not found' }, 404)
    answer(request, response)
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  return {
    socketPath,
    requests,
    connections: () => connections,
    openConnections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))
      }),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
