import { subscribe } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** One request of this process to the engine; times as of `performance.now()`. */
export interface TracedCall {
  readonly method: string
  /** Without API version and query, long ids cut. */
  readonly path: string
  readonly startedAt: number
  /** Null while the answer is not there whole. */
  endedAt: number | null
}

/** Without a request for so long, nothing of a deploy goes on. */
const quietMs = 150

/** Hears of every HTTP request that this process makes, from Node itself: nothing stands between Slipway and the engine. */
export class EngineTrace {
  readonly #calls: TracedCall[] = []

  constructor() {
    subscribe('http.client.request.start', (message) => {
      const { request } = message as { request: ClientRequest }
      const call = describe(request)
      // They go on all the time, whatever is deployed.
      if (call.path === '/_ping' || call.path === '/events') return
      this.#calls.push(call)
      request.once('close', () => {
        call.endedAt = performance.now()
      })
    })
  }

  /** Calls that began in [from, to). */
  between(from: number, to: number): TracedCall[] {
    return this.#calls.filter(({ startedAt }) => startedAt >= from && startedAt < to)
  }

  /** Waits until nothing has gone on for a while; resolves to the moment when the last change since `from` was done. */
  async untilQuiet(from: number): Promise<number> {
    while (!this.#isQuiet()) await pause(10)
    const changes = this.between(from, Number.POSITIVE_INFINITY).filter(({ method }) => method !== 'GET')
    return Math.max(from, ...changes.map(({ endedAt }) => endedAt ?? from))
  }

  #isQuiet(): boolean {
    const since = performance.now() - quietMs
    return this.#calls.every(({ endedAt }) => endedAt !== null && endedAt < since)
  }
}

/** For how long at least one of the calls was under way, in milliseconds. */
export function busyMs(calls: readonly TracedCall[], until: number): number {
  let busy = 0
  let covered = Number.NEGATIVE_INFINITY
  for (const { startedAt, endedAt } of calls) {
    const end = Math.min(endedAt ?? until, until)
    busy += Math.max(0, end - Math.max(startedAt, covered))
    covered = Math.max(covered, end)
  }
  return busy
}

function describe(request: ClientRequest): TracedCall {
  const path = request.path
    .replace(/^\/v[0-9.]+/, '')
    .replace(/\?.*$/, '')
    .replaceAll(/[0-9a-f]{64}/g, (id) => id.slice(0, 12))
  return { method: request.method, path, startedAt: performance.now(), endedAt: null }
}
