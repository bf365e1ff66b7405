import { Failure } from '../../contract/failure.ts'
import type { LedgerEntry, LedgerRequest } from '../ledger/entry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Logger } from '../log/logger.ts'
import type { WorkloadRecord, WorkloadStore } from '../workloads/store.ts'
import { closingOf, DeployStopped } from './outcome.ts'
import type { Pipeline } from './pipeline.ts'
import { Settler } from './settler.ts'

/** How long a shutdown waits for running deploys to put the old state back; what takes longer is settled at the next start. */
const shutdownGraceMs = 3_000
/** How soon an entry that the store could not take is closed again. */
const closeAgainMs = 2_000
/** How soon a deploy begins again whose host was lost before anything was touched; the news of the loss may be on its way. */
const beginAgainMs = 5_000

export interface DispatcherParts {
  readonly ledger: Ledger
  readonly workloads: WorkloadStore
  readonly pipeline: Pick<Pipeline, 'run' | 'settle'>
  readonly maxDeploysPerHost: () => number
  /** Whether a host's engine can be worked with now. */
  readonly isOnline: (hostId: string) => boolean
  readonly log: Logger
}

/** Work on a workload's host: a deploy, or putting right what an earlier one left. */
interface Running {
  readonly hostId: string
  readonly deployId: string | null
  readonly stop: AbortController
  readonly done: Promise<void>
}

/** The one choke point: whatever starts a deploy passes here. A queue per workload, with one running and one waiting,
 *  and a limit per host. */
export class Dispatcher {
  readonly #parts: DispatcherParts
  readonly #settler: Settler
  readonly #running = new Map<string, Running>()
  /** The waiting entry of each workload; the order of insertion is the order of service. */
  readonly #waiting = new Map<string, LedgerEntry>()
  /** Waiting entries whose host was lost at their beginning, by id, with the host; until it is back. */
  readonly #heldBack = new Map<string, string>()
  /** Workloads that are being removed. */
  readonly #retiring = new Set<string>()
  #isClosed = false

  constructor(parts: DispatcherParts) {
    this.#parts = parts
    this.#settler = new Settler({ ...parts, onDue: () => this.advance() })
  }

  /** Opens an entry and queues it; an entry that waits already ends `superseded`. Never refuses as busy.
   *  @throws Failure `not_found` for a workload that is gone or being removed */
  submit(request: LedgerRequest): LedgerEntry {
    const { workloadId } = request
    if (this.#retiring.has(workloadId)) throw new Failure('not_found', { kind: 'workload', id: workloadId })
    const before = this.#waiting.get(workloadId)?.id
    const entry = this.#parts.ledger.open(request, before)
    if (before !== undefined) this.#heldBack.delete(before)
    this.#waiting.set(workloadId, entry)
    this.advance()
    return entry
  }

  /** Takes a waiting entry out of the queue, or tells a running deploy to stop and put the old state back.
   *  @throws Failure `already_finished` */
  cancel({ workloadId, id }: LedgerEntry): void {
    if (this.#waiting.get(workloadId)?.id === id) {
      this.#parts.ledger.close(id, { outcome: 'cancelled', errorCode: 'cancelled' })
      this.#waiting.delete(workloadId)
      this.#heldBack.delete(id)
      return
    }
    const running = this.#running.get(workloadId)
    if (running?.deployId !== id || this.#parts.ledger.get(id)?.finishedAt !== null) {
      throw new Failure('already_finished')
    }
    running.stop.abort(new DeployStopped('cancelled'))
  }

  /** Takes up what the last process left: a running entry was interrupted, a queued one stays queued, and hosts that
   *  may not be as the ledger says are put right first. */
  resume(): void {
    const { ledger, workloads } = this.#parts
    for (const entry of ledger.unfinished()) {
      if (entry.outcome === 'running') {
        ledger.close(entry.id, { outcome: 'interrupted', errorCode: 'interrupted' })
      } else {
        this.#waiting.set(entry.workloadId, entry)
      }
    }
    for (const { id } of workloads.list()) if (workloads.isUnsettled(id)) this.#settler.add(id)
    this.advance()
  }

  /** To be called when a host has come online: puts right what could not be while it was away, and begins what waits for it. */
  hostIsBack(hostId: string): void {
    for (const [id, lostHostId] of this.#heldBack) if (lostHostId === hostId) this.#heldBack.delete(id)
    for (const id of this.#parts.workloads.unsettledOn(hostId)) this.#settler.add(id)
    this.advance()
  }

  /** Ends all work on a workload and keeps new work away while `remove` removes it.
   *  @throws Failure `not_found` while it is being removed already; what `remove` throws: it takes deploys again then */
  async retire(workloadId: string, remove: () => Promise<void>): Promise<void> {
    if (this.#retiring.has(workloadId)) throw new Failure('not_found', { kind: 'workload', id: workloadId })
    this.#retiring.add(workloadId)
    try {
      const waiting = this.#waiting.get(workloadId)
      if (waiting !== undefined) this.cancel(waiting)
      const running = this.#running.get(workloadId)
      running?.stop.abort(new DeployStopped('cancelled'))
      await running?.done
      await remove()
    } finally {
      this.#retiring.delete(workloadId)
    }
  }

  /** Stops running deploys, which put the old state back as far as time allows. Waiting ones stay queued in the ledger. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#settler.close()
    const running = [...this.#running.values()]
    for (const { stop } of running) stop.abort(new DeployStopped('interrupted'))
    const { promise: isLate, resolve: giveUp } = Promise.withResolvers<void>()
    const timer = setTimeout(giveUp, shutdownGraceMs)
    await Promise.race([Promise.all(running.map(({ done }) => done)), isLate])
    clearTimeout(timer)
  }

  /** Starts all that may start now; to be called when a limit has changed. */
  advance(): void {
    if (this.#isClosed) return
    for (const workloadId of this.#settler.due()) this.#startSettling(workloadId)
    for (const [workloadId, entry] of this.#waiting) {
      const workload = this.#parts.workloads.get(workloadId)
      if (workload === null || this.#mustWait(entry, workload)) continue
      this.#waiting.delete(workloadId)
      this.#begin(workload, entry.id, (signal) => this.#drive(entry, workload, signal))
    }
  }

  #mustWait({ id, waitsForHost }: LedgerEntry, workload: WorkloadRecord): boolean {
    if (!this.#hasRoom(workload)) return true
    return waitsForHost && (this.#heldBack.has(id) || !this.#parts.isOnline(workload.hostId))
  }

  async #drive(entry: LedgerEntry, workload: WorkloadRecord, signal: AbortSignal): Promise<void> {
    if ((await this.#parts.pipeline.run(entry, workload, signal)) === 'ended') return
    if (this.#isClosed) return
    // The order to stop may have come just after it was queued again.
    if (signal.aborted) this.#parts.ledger.close(entry.id, closingOf(signal.reason, false))
    else this.#waitAgain(entry, workload.hostId)
  }

  /** Puts an entry back whose host was lost before anything was touched; a newer one has its place by now, perhaps. */
  #waitAgain(entry: LedgerEntry, hostId: string): void {
    const { workloadId, id } = entry
    if (this.#waiting.has(workloadId)) {
      this.#parts.ledger.close(id, { outcome: 'superseded', errorCode: 'superseded' })
      return
    }
    this.#waiting.set(workloadId, entry)
    this.#heldBack.set(id, hostId)
    setTimeout(() => {
      if (this.#heldBack.delete(id)) this.advance()
    }, beginAgainMs).unref()
  }

  #startSettling(workloadId: string): void {
    if (this.#running.has(workloadId) || this.#retiring.has(workloadId)) return
    const workload = this.#parts.workloads.get(workloadId)
    if (workload === null || this.#willSettle(workloadId)) this.#settler.drop(workloadId)
    // While a host is away nobody knocks at it: it may be one that locks out who knocks too often.
    else if (this.#parts.isOnline(workload.hostId))
      this.#begin(workload, null, () => this.#settler.settle(workload))
  }

  /** A deploy settles first; but one that waits for its host leaves that to the host's return. */
  #willSettle(workloadId: string): boolean {
    const waiting = this.#waiting.get(workloadId)
    return waiting !== undefined && !waiting.waitsForHost
  }

  #hasRoom({ id, hostId }: WorkloadRecord): boolean {
    if (this.#running.has(id)) return false
    const onHost = [...this.#running.values()].filter(
      (running) => running.hostId === hostId && running.deployId !== null,
    )
    return onHost.length < this.#parts.maxDeploysPerHost()
  }

  #begin(
    workload: WorkloadRecord,
    deployId: string | null,
    work: (signal: AbortSignal) => Promise<void>,
  ): void {
    const stop = new AbortController()
    const done = work(stop.signal)
      .catch((error: unknown) => this.#closeLater(deployId, error))
      .finally(() => {
        this.#running.delete(workload.id)
        if (this.#parts.workloads.isUnsettled(workload.id)) this.#settler.again(workload.id)
        this.advance()
      })
    this.#running.set(workload.id, { hostId: workload.hostId, deployId, stop, done })
  }

  /** The store could not be written (a full disk, a lock held by others); an entry must not stay open for ever. */
  #closeLater(deployId: string | null, error: unknown): void {
    this.#parts.log.error(
      { deployId, error },
      'the store did not take the end of a deploy; it is tried again',
    )
    if (deployId === null) return
    setTimeout(() => {
      if (this.#isClosed) return
      try {
        if (this.#parts.ledger.get(deployId)?.finishedAt !== null) return
        this.#parts.ledger.close(deployId, { outcome: 'failed', errorCode: 'internal' })
      } catch (again) {
        this.#closeLater(deployId, again)
      }
    }, closeAgainMs).unref()
  }
}
