import type { HostErrorCode } from '../../contract/errors.ts'
import type { Host, HostKey } from '../../contract/host.ts'
import { type CredentialSource, connectEngine, type DockerEngine } from '../docker/docker-engine.ts'
import type { Engine } from '../docker/engine.ts'
import { describeError } from '../log/describe-error.ts'
import type { Logger } from '../log/logger.ts'
import { Attempts } from './attempts.ts'
import type { HostConnection, HostListener } from './host-connection.ts'
import type { HostFiles } from './host-files.ts'
import { isSame } from './is-same.ts'
import type { NetworkWatch } from './network-watch.ts'
import { pause } from './pause.ts'
import { stateFor } from './remote-state.ts'
import { type RemoteHostTiming, usualTiming } from './remote-timing.ts'
import { soon } from './soon.ts'
import type { HostRecord } from './store.ts'
import { requireAnswer, watchEngine } from './watch-engine.ts'
import { type OpenWay, type Way, WayClosed } from './way.ts'

export interface RemoteHostOptions {
  readonly record: HostRecord
  readonly way: Way
  readonly network: Pick<NetworkWatch, 'onReturn'>
  readonly credentials: CredentialSource
  /** The label of the containers whose events are told. */
  readonly eventLabel: string
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  readonly timing?: RemoteHostTiming
}

type Status = Pick<
  Host,
  'state' | 'reason' | 'since' | 'engine' | 'lastSeenAt' | 'hostKey' | 'sshWay' | 'nextAttemptAt'
>

/** The engine of another machine: one connection, held as long as it lasts, and one attempt at a time to get it back. */
export class RemoteHost implements HostConnection {
  readonly id: string
  readonly #options: RemoteHostOptions
  readonly #timing: RemoteHostTiming
  readonly #stopped = new AbortController()
  readonly #attempts = new Attempts()
  #name: string
  #status: Status
  #open: OpenWay | null = null
  #engine: DockerEngine | null = null
  /** The address that the engine was connected at. */
  #engineAddress: OpenWay['address'] | null = null
  #listener: HostListener | null = null
  /** Ends the present rest, or the hold on the present engine, for an attempt. */
  #attemptNow = new AbortController()
  #failures = 0
  /** Until the next attempt; null when none is due. */
  #pauseMs: number | null = null
  #loop: Promise<void> = Promise.resolve()

  constructor(options: RemoteHostOptions) {
    const { record } = options
    this.#options = options
    this.#timing = options.timing ?? usualTiming
    this.id = record.id
    this.#name = record.name
    this.#status = {
      state: 'connecting',
      reason: null,
      since: Date.now(),
      engine: record.engine,
      lastSeenAt: record.lastSeenAt,
      hostKey: null,
      sshWay: null,
      nextAttemptAt: null,
    }
  }

  get engine(): Engine | null {
    return this.#status.state === 'online' ? this.#engine : null
  }

  get files(): HostFiles | null {
    return this.#status.state === 'online' ? (this.#open?.files ?? null) : null
  }

  describe(): Host {
    const { endpoint, identityFile, tls } = this.#options.record
    const attempt = { origin: 'configured', name: this.#name, endpoint: endpoint ?? '' } as const
    const { state, reason } = this.#status
    const result = state === 'online' ? 'answered' : reason
    return {
      id: this.id,
      name: this.#name,
      kind: this.#options.way.kind,
      endpoint,
      identityFile,
      tls,
      statsWay: null,
      attempts: result === null ? [] : [{ ...attempt, result }],
      ...this.#status,
    }
  }

  rename(name: string): void {
    this.#name = name
    this.#listener?.onChange(this.describe())
  }

  start(listener: HostListener): void {
    this.#listener = listener
    const stopListening = this.#options.network.onReturn(() => this.#onReturn())
    this.#loop = this.#keepConnected()
      .catch((error: unknown) => {
        this.#options.log.error({ host: this.id, error: describeError(error) }, 'attempts to connect ended')
      })
      .finally(() => {
        stopListening()
        this.#attempts.close()
      })
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#open?.close()
    await this.#loop
    this.#engine?.close()
    this.#options.way.close()
    this.#attempts.close()
  }

  async check(): Promise<Host> {
    const engine = this.engine
    const isHeld = engine !== null && (await isAnswering(engine, this.#stopped.signal))
    return isHeld ? this.describe() : await this.#attempted(this.#attempts.isUnderWay ? 'present' : 'next')
  }

  /** Connects anew, with what has changed by now: an attempt that began before does not count. */
  async connectAnew(): Promise<Host> {
    return await this.#attempted('next')
  }

  async #attempted(which: 'present' | 'next'): Promise<Host> {
    const isRunning = this.#listener !== null && !this.#stopped.signal.aborted
    if (!isRunning) return this.describe()
    const outcome = this.#attempts.outcome(which)
    if (which === 'next') this.#attemptNow.abort()
    await outcome
    return this.describe()
  }

  /** The network is back: what was waited for may be there at once. What was refused is refused there too. */
  #onReturn(): void {
    if (this.#status.state !== 'offline') return
    this.#failures = 0
    this.#attemptNow.abort()
  }

  /** One attempt at a time, for as long as the host is not stopped. */
  async #keepConnected(): Promise<void> {
    const stopped = this.#stopped.signal
    while (!stopped.aborted) {
      this.#attemptNow = new AbortController()
      this.#attempts.begin()
      await this.#attempt()
      this.#attempts.end()
      if (stopped.aborted) return
      await this.#rest()
    }
  }

  /** Ends when the attempt has failed, or the engine that it found was held and lost. */
  async #attempt(): Promise<void> {
    const limit = AbortSignal.timeout(this.#timing.attemptLimitMs)
    const signal = AbortSignal.any([this.#stopped.signal, limit])
    try {
      const open = await this.#opened(signal)
      await this.#hold(open, await this.#connect(open, signal))
    } catch (error) {
      if (this.#stopped.signal.aborted) return
      if (error instanceof WayClosed) this.#fail(error.reason, error.hostKey, error)
      else this.#fail(limit.aborted ? 'connect_timeout' : this.#options.way.reasonOf(error), null, error)
    }
  }

  /** The way, which stays open while only the engine is away. */
  async #opened(signal: AbortSignal): Promise<OpenWay> {
    if (this.#open?.isHeld === true) return this.#open
    const open = await this.#options.way.open(signal)
    if (signal.aborted) open.close()
    signal.throwIfAborted()
    this.#open = open
    void open.lost.then(() => {
      if (this.#open === open) this.#open = null
    })
    return open
  }

  /** The engine that was held before, when it is the same one: whoever still works with it is not cut off. */
  async #connect(open: OpenWay, signal: AbortSignal): Promise<DockerEngine> {
    const { address } = open
    const engine = await this.#ask(open, signal)
    const before = this.#engine
    if (before !== null && isSame(before.info, engine.info) && this.#engineAddress === address) {
      engine.close()
      return before
    }
    before?.close()
    this.#engine = engine
    this.#engineAddress = address
    return engine
  }

  async #ask(open: OpenWay, signal: AbortSignal): Promise<DockerEngine> {
    const { credentials, eventLabel, way } = this.#options
    const timeoutMs = this.#timing.answerLimitMs
    try {
      return await connectEngine(open.address, credentials, { eventLabel, timeoutMs, signal })
    } catch (error) {
      signal.throwIfAborted()
      const lostReason = this.#open === open ? null : await soon(open.lost)
      throw new WayClosed(lostReason ?? way.reasonOf(error), null, { cause: error })
    }
  }

  /** Online while engine and way last; returns when one of them is lost, or when an attempt is wanted. */
  async #hold(open: OpenWay, engine: DockerEngine): Promise<void> {
    const begunAt = performance.now()
    const over = new AbortController()
    const lost = open.lost.then((reason) => {
      over.abort()
      return reason
    })
    const reason = await watchEngine(engine, {
      pingEveryMs: this.#timing.pingEveryMs,
      signal: AbortSignal.any([this.#stopped.signal, this.#attemptNow.signal, over.signal]),
      onOpen: () => this.#goOnline(open, engine),
      onAnswer: () => this.#noteAnswer(),
      onEvent: (event) => this.#listener?.onContainerEvent(event),
    })
    if (performance.now() - begunAt > this.#timing.steadyMs) this.#failures = 0
    // The streams break in the same instant as the connection, and the connection knows why.
    const lostReason = over.signal.aborted || reason !== null ? await soon(lost) : null
    const why = lostReason ?? reason
    if (why !== null && !this.#stopped.signal.aborted) this.#fail(why, null, null)
  }

  #goOnline(open: OpenWay, engine: DockerEngine): void {
    const { hostKey, sshWay } = open
    const lastSeenAt = Date.now()
    this.#enter({
      state: 'online',
      reason: null,
      engine: engine.info,
      lastSeenAt,
      hostKey,
      sshWay,
      nextAttemptAt: null,
    })
    this.#attempts.end()
  }

  #noteAnswer(): void {
    this.#status = { ...this.#status, lastSeenAt: Date.now() }
  }

  /** Notes the failure, and when the next attempt will be. */
  #fail(reason: HostErrorCode, hostKey: HostKey | null, error: unknown): void {
    this.#failures += 1
    const state = stateFor(reason)
    this.#pauseMs = state === 'offline' ? this.#nextPauseMs() : null
    const nextAttemptAt = this.#pauseMs === null ? null : Date.now() + this.#pauseMs
    if (error !== null && (state !== this.#status.state || reason !== this.#status.reason)) {
      this.#options.log.warn({ host: this.id, reason, error: describeError(error) }, 'could not connect')
    }
    const { engine, lastSeenAt } = this.#status
    this.#enter({
      state,
      reason,
      engine,
      lastSeenAt,
      hostKey: hostKey ?? this.#open?.hostKey ?? null,
      sshWay: this.#open?.sshWay ?? null,
      nextAttemptAt,
    })
  }

  #nextPauseMs(): number {
    const pauseMs = this.#timing.backoffMs(this.#failures)
    return this.#open?.isHeld === true ? Math.min(pauseMs, this.#timing.engineEveryMs) : pauseMs
  }

  /** Until the next attempt is due: after the pause, or, where only a person or a changed file helps, after that. */
  async #rest(): Promise<void> {
    const signal = AbortSignal.any([this.#stopped.signal, this.#attemptNow.signal])
    const { reason } = this.#status
    if (reason === null) return
    if (this.#pauseMs !== null) {
      await pause(this.#pauseMs, signal)
      return
    }
    const before = this.#options.way.stamp(reason)
    while (!signal.aborted && this.#options.way.stamp(reason) === before) {
      await pause(this.#timing.filesEveryMs, signal)
    }
  }

  #enter(next: Omit<Status, 'since'>): void {
    const before = this.#status
    const after = { ...next, since: next.state === before.state ? before.since : Date.now() }
    this.#status = after
    if (isSame({ ...before, lastSeenAt: 0 }, { ...after, lastSeenAt: 0 })) return
    const { state, reason } = after
    if (state !== before.state || reason !== before.reason) {
      this.#options.log.info({ host: this.id, state, reason }, 'host changed')
    }
    this.#listener?.onChange(this.describe())
  }
}

async function isAnswering(engine: Engine, signal: AbortSignal): Promise<boolean> {
  return await requireAnswer(engine, signal).then(
    () => true,
    () => false,
  )
}
