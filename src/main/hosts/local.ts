import { readFileSync } from 'node:fs'
import type { HostErrorCode } from '../../contract/errors.ts'
import type { EngineInfo, Host, HostAttempt, HostState } from '../../contract/host.ts'
import type { CredentialSource, DockerEngine } from '../docker/docker-engine.ts'
import { type EndpointCandidate, type EndpointSurroundings, findEndpoints } from '../docker/endpoint.ts'
import type { Engine } from '../docker/engine.ts'
import { describeError } from '../log/describe-error.ts'
import type { Logger } from '../log/logger.ts'
import { type EngineSearchResult, findEngine, reasonOf } from './find-engine.ts'
import type { HostConnection, HostListener } from './host-connection.ts'
import type { HostFiles } from './host-files.ts'
import { isSame } from './is-same.ts'
import { LocalFiles } from './local-files.ts'
import { pause } from './pause.ts'
import { requireAnswer, watchEngine } from './watch-engine.ts'

export interface LocalHostOptions {
  readonly env: EndpointSurroundings['env']
  readonly home: string
  readonly platform: NodeJS.Platform
  readonly credentials: CredentialSource
  /** The label of the containers whose events are told. */
  readonly eventLabel: string
  readonly log: Pick<Logger, 'info' | 'error'>
  /** What was last seen of it, before the last restart. */
  readonly remembered?: Pick<Host, 'engine' | 'lastSeenAt'>
  readonly timing?: LocalHostTiming
}

export interface LocalHostTiming {
  /** From the start of one search to the start of the next. */
  readonly searchEveryMs: number
  readonly pingEveryMs: number
  /** How long a place that is searched may take to answer. */
  readonly answerLimitMs: number
}

const usualTiming: LocalHostTiming = { searchEveryMs: 2_000, pingEveryMs: 2_000, answerLimitMs: 2_000 }

type Status = Pick<Host, 'state' | 'reason' | 'since' | 'endpoint' | 'engine' | 'attempts'>

/** The host that is this computer. */
export const localHostId = 'local'

/** The engine of this machine. */
export class LocalHost implements HostConnection {
  readonly id = localHostId
  readonly #options: LocalHostOptions
  readonly #timing: LocalHostTiming
  readonly #stopped = new AbortController()
  /** Endpoints that have answered: when one of them is gone, the engine is down rather than not there. */
  readonly #answered = new Set<string>()
  readonly #waiting = new Set<() => void>()
  readonly #files = new LocalFiles()
  #status: Status
  #lastSeenAt: number | null
  #engine: DockerEngine | null = null
  #listener: HostListener | null = null
  /** Ends the present pause, or the hold on the present engine, for a search. */
  #searchNow = new AbortController()
  #searched: readonly EndpointCandidate[] = []
  #loop: Promise<void> = Promise.resolve()

  constructor(options: LocalHostOptions) {
    this.#options = options
    this.#timing = options.timing ?? usualTiming
    this.#status = {
      state: 'connecting',
      reason: null,
      since: Date.now(),
      endpoint: null,
      engine: options.remembered?.engine ?? null,
      attempts: [],
    }
    this.#lastSeenAt = options.remembered?.lastSeenAt ?? null
  }

  get engine(): Engine | null {
    return this.#status.state === 'online' ? this.#engine : null
  }

  get files(): HostFiles | null {
    return this.#options.platform === 'linux' && this.#isOnThisMachine() ? this.#files : null
  }

  /** As far as can be told: an engine behind a socket may still run in a virtual machine. */
  #isOnThisMachine(): boolean {
    return this.engine?.info.os === 'linux' && this.#status.endpoint?.startsWith('unix://') === true
  }

  describe(): Host {
    return {
      id: this.id,
      name: this.id,
      kind: 'local',
      lastSeenAt: this.#lastSeenAt,
      identityFile: null,
      tls: null,
      hostKey: null,
      sshWay: null,
      statsWay: null,
      nextAttemptAt: null,
      ...this.#status,
    }
  }

  start(listener: HostListener): void {
    this.#listener = listener
    this.#loop = this.#keepConnected().catch((error: unknown) => {
      this.#options.log.error({ host: this.id, error: describeError(error) }, 'search for the engine ended')
    })
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#loop
    this.#engine?.close()
    this.#settle()
  }

  async check(): Promise<Host> {
    const isRunning = this.#listener !== null && !this.#stopped.signal.aborted
    if (!isRunning || (await this.#isAsSearched())) return this.describe()
    const settled = new Promise<void>((resolve) => this.#waiting.add(resolve))
    this.#searchNow.abort()
    await settled
    return this.describe()
  }

  /** Whether a search now would find the engine that is held. */
  async #isAsSearched(): Promise<boolean> {
    const engine = this.engine
    if (engine === null || JSON.stringify(this.#candidates()) !== JSON.stringify(this.#searched)) return false
    return await requireAnswer(engine, this.#stopped.signal).then(
      () => true,
      () => false,
    )
  }

  /** One search at a time, for as long as the host is not stopped. */
  async #keepConnected(): Promise<void> {
    const stopped = this.#stopped.signal
    while (!stopped.aborted) {
      this.#searchNow = new AbortController()
      // By a clock that nobody sets.
      const nextSearchAt = performance.now() + this.#timing.searchEveryMs
      const result = await this.#search()
      if (result === null) return
      if (result.found === null) this.#goOffline(reasonOf(result.attempts), result.attempts)
      else await this.#hold(result)
      const untilNextSearch = AbortSignal.any([stopped, this.#searchNow.signal])
      await pause(Math.max(0, nextSearchAt - performance.now()), untilNextSearch)
    }
  }

  /** Null when the host was stopped meanwhile. */
  async #search(): Promise<EngineSearchResult | null> {
    this.#searched = this.#candidates()
    try {
      const result = await findEngine({
        candidates: this.#searched,
        credentials: this.#options.credentials,
        eventLabel: this.#options.eventLabel,
        timeoutMs: this.#timing.answerLimitMs,
        signal: this.#stopped.signal,
      })
      return { ...result, attempts: result.attempts.map((attempt) => this.#withMemory(attempt)) }
    } catch (error) {
      if (this.#stopped.signal.aborted) return null
      throw error
    }
  }

  #candidates(): readonly EndpointCandidate[] {
    return findEndpoints({ ...this.#options, readText })
  }

  #withMemory(attempt: HostAttempt): HostAttempt {
    const isLost = attempt.result === 'engine_not_found' && this.#answered.has(attempt.endpoint)
    return isLost ? { ...attempt, result: 'engine_down' } : attempt
  }

  /** Online while the engine stays; returns when it is lost, or when a search is wanted. */
  async #hold({ found, attempts }: EngineSearchResult): Promise<void> {
    if (found === null) return
    const engine = this.#adopt(found.endpoint, found.engine)
    const reason = await watchEngine(engine, {
      pingEveryMs: this.#timing.pingEveryMs,
      signal: AbortSignal.any([this.#stopped.signal, this.#searchNow.signal]),
      onOpen: () => this.#goOnline(found.endpoint, engine.info, attempts),
      onAnswer: () => this.#noteAnswer(),
      onEvent: (event) => this.#listener?.onContainerEvent(event),
    })
    if (reason !== null)
      this.#goOffline(
        reason,
        attempts.map((attempt) => afterLoss(attempt, reason)),
      )
  }

  /** The engine that was held before, when it is the same one: whoever still works with it is not cut off. */
  #adopt(endpoint: string, engine: DockerEngine): DockerEngine {
    const before = this.#engine
    if (before !== null && endpoint === this.#status.endpoint && isSame(before.info, engine.info)) {
      engine.close()
      return before
    }
    before?.close()
    this.#engine = engine
    this.#answered.add(endpoint)
    return engine
  }

  #noteAnswer(): void {
    this.#lastSeenAt = Date.now()
  }

  #goOnline(endpoint: string, engine: EngineInfo, attempts: readonly HostAttempt[]): void {
    this.#noteAnswer()
    this.#enter('online', { reason: null, endpoint, engine, attempts: [...attempts] })
  }

  #goOffline(reason: HostErrorCode, attempts: readonly HostAttempt[]): void {
    const only = attempts.length === 1 ? attempts[0]?.endpoint : undefined
    const endpoint = this.#status.endpoint ?? (only === '' ? null : (only ?? null))
    this.#enter('offline', { reason, endpoint, engine: this.#status.engine, attempts: [...attempts] })
  }

  #enter(state: HostState, rest: Omit<Status, 'state' | 'since'>): void {
    const before = this.#status
    const since = state === before.state ? before.since : Date.now()
    const after = { ...rest, state, since }
    this.#status = after
    if (!isSame(before, after)) this.#tell(before, after)
    this.#settle()
  }

  #tell(before: Status, { state, reason, endpoint }: Status): void {
    if (state !== before.state || reason !== before.reason) {
      this.#options.log.info({ host: this.id, state, reason, endpoint }, 'host changed')
    }
    this.#listener?.onChange(this.describe())
  }

  /** Whoever asked for a check gets what is known now. */
  #settle(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resolve of waiting) resolve()
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function afterLoss(attempt: HostAttempt, reason: HostErrorCode): HostAttempt {
  return attempt.result === 'answered' ? { ...attempt, result: reason } : attempt
}
