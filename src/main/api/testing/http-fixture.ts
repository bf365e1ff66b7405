import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request as send } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Mock, vi } from 'vitest'
import { type HttpWay, listenOnLoopback, serveHttp } from '../http.ts'
import { Page } from '../page.ts'
import { createMemoryServices, type MemoryServices } from './memory-services.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Empty when the body is not JSON. */
  readonly json: Record<string, unknown>
}

export interface Sent {
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
}

/** The headers of a request with this token. */
export function as(token: string, extra: OutgoingHttpHeaders = {}): { headers: OutgoingHttpHeaders } {
  return { headers: { authorization: `Bearer ${token}`, ...extra } }
}

/** A served application, its clock, and a client that sends what it is told to. */
export class HttpFixture {
  now = 1_800_000_000_000
  readonly memory: MemoryServices = createMemoryServices(() => this.now)
  readonly log: Record<'info' | 'warn' | 'error', Mock> = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
  /** `out` in it is served; what lies beside it is not. */
  readonly folder = mkdtempSync(join(tmpdir(), 'slipway-screens-'))
  readonly way: HttpWay

  private constructor(server: Awaited<ReturnType<typeof listenOnLoopback>>, recheckMs: number) {
    this.#writeScreens()
    this.way = serveHttp({
      server,
      services: this.memory.services,
      log: this.log,
      page: new Page(join(this.folder, 'out')),
      now: () => this.now,
      recheckMs,
    })
  }

  /** @param recheckMs how often the server asks whether what it is answering may still be answered */
  static async open(recheckMs = 10): Promise<HttpFixture> {
    return new HttpFixture(await listenOnLoopback(0), recheckMs)
  }

  async dispose(): Promise<void> {
    await this.way.close()
    this.memory.dispose()
    rmSync(this.folder, { recursive: true })
  }

  /** One request, sent as it is: fetch would tidy the path and refuse some headers. */
  call(method: string, path: string, { headers = {}, body }: Sent = {}): Promise<Answer> {
    const { port } = this.way
    return new Promise((resolve, reject) => {
      const request = send({ port, host: '127.0.0.1', method, path, headers, agent: false }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          const isJson = response.headers['content-type'] === 'application/json'
          const { statusCode: status = 0, headers: answered } = response
          resolve({ status, headers: answered, text, json: isJson ? JSON.parse(text) : {} })
        })
      })
      request.on('error', reject)
      request.end(body)
    })
  }

  /** A POST of JSON; text is sent as it is. */
  post(path: string, body: unknown, token: string = this.memory.adminToken): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return this.call('POST', path, { ...as(token, { 'content-type': 'application/json' }), body: text })
  }

  #writeScreens(): void {
    const out = join(this.folder, 'out')
    mkdirSync(join(out, 'assets'), { recursive: true })
    writeFileSync(join(this.folder, 'secret.txt'), 'outside')
    writeFileSync(join(out, 'assets', 'index-1.js'), 'export {}')
    writeFileSync(
      join(out, 'index.html'),
      '<meta nonce="SLIPWAY_CSP_NONCE"><script nonce="SLIPWAY_CSP_NONCE" src="./assets/index-1.js"></script>',
    )
  }
}
