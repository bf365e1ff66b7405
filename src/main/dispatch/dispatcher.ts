import { Failure } from '../../contract/failure.ts'
import type { LedgerEntry, LedgerRequest } from '../ledger/entry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { describeFailure } from '../docker/describe-failure.ts'
import type { Logger } from '../log/logger.ts'
import type { WorkloadRecord, WorkloadStore } from '../workloads/store.ts'
import { DeployStopped } from './outcome.ts'
import type { Pipeline } from './pipeline.ts'

/** How long a shutdown waits for running deploys to put the old state back; what takes longer is settled at the next start. */
const shutdownGraceMs = 3_000

export interface DispatcherParts {
  readonly ledger: Ledger
  readonly workloads: WorkloadStore
  readonly pipeline: Pipeline
  readonly maxDeploysPerHost: () => number
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
  readonly #running = new Map<string, Running>()
  /** The waiting entry of each workload; the order of insertion is the order of service. */
  readonly #waiting = new Map<string, LedgerEntry>()
  readonly #unsettled = new Set<string>()
  /** Workloads that are being removed. */
  readonly #retiring = new Set<string>()
  #isClosed = false

  constructor(parts: DispatcherParts) {
    this.#parts = parts
  }

  /** Opens an entry and queues it; an entry that waits already ends `superseded`. Never refuses as busy.
   *  @throws Failure `not_found` for a workload that is being removed */
  submit(request: LedgerRequest): LedgerEntry {
    if (this.#retiring.has(request.workloadId)) {
      throw new Failure('not_found', { kind: 'workload', id: request.workloadId })
    }
    const entry = this.#parts.ledger.open(request)
    const waiting = this.#waiting.get(request.workloadId)
    this.#waiting.set(request.workloadId, entry)
    if (waiting !== undefined) {
      this.#parts.ledger.close(waiting.id, { outcome: 'superseded', errorCode: 'superseded' })
    }
    this.#advance()
    return entry
  }

  /** Takes a waiting entry out of the queue, or tells a running deploy to stop and put the old state back.
   *  @throws Failure `already_finished` */
  cancel(entry: LedgerEntry): void {
    const { workloadId, id } = entry
    if (this.#waiting.get(workloadId)?.id === id) {
      this.#waiting.delete(workloadId)
      this.#parts.ledger.close(id, { outcome: 'cancelled', errorCode: 'cancelled' })
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
    for (const { id } of workloads.list()) if (workloads.isUnsettled(id)) this.#unsettled.add(id)
    this.#advance()
  }

  /** To be called when a host has come online: puts right what could not be while it was away. */
  hostIsBack(hostId: string): void {
    for (const id of this.#parts.workloads.unsettledOn(hostId)) this.#unsettled.add(id)
    this.#advance()
  }

  /** Ends all work on a workload and keeps new work away while `remove` removes it.
   *  @throws what `remove` throws; the workload takes deploys again then */
  async retire(workloadId: string, remove: () => Promise<void>): Promise<void> {
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
    const running = [...this.#running.values()]
    for (const { stop } of running) stop.abort(new DeployStopped('interrupted'))
    const { promise: isLate, resolve: giveUp } = Promise.withResolvers<void>()
    const timer = setTimeout(giveUp, shutdownGraceMs)
    await Promise.race([Promise.all(running.map(({ done }) => done)), isLate])
    clearTimeout(timer)
  }

  /** Starts all that may start now. */
  #advance(): void {
    if (this.#isClosed) return
    for (const workloadId of this.#unsettled) {
      if (!this.#retiring.has(workloadId)) this.#startSettling(workloadId)
    }
    for (const [workloadId, entry] of this.#waiting) {
      const workload = this.#parts.workloads.get(workloadId)
      if (workload === null || !this.#hasRoom(workload)) continue
      this.#waiting.delete(workloadId)
      this.#begin(workload, entry.id, (signal) => this.#parts.pipeline.run(entry, workload, signal))
    }
  }

  #startSettling(workloadId: string): void {
    const workload = this.#parts.workloads.get(workloadId)
    if (workload !== null && this.#running.has(workloadId)) return
    this.#unsettled.delete(workloadId)
    // A waiting deploy settles first anyway.
    if (workload === null || this.#waiting.has(workloadId)) return
    this.#begin(workload, null, () => this.#settle(workload))
  }

  async #settle(workload: WorkloadRecord): Promise<void> {
    try {
      await this.#parts.pipeline.settle(workload)
    } catch (error) {
      const fields = { workloadId: workload.id, ...describeFailure(error) }
      this.#parts.log.warn(
        fields,
        'could not put a workload right yet; it is tried again when its host is back',
      )
    }
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
    const done = work(stop.signal).finally(() => {
      this.#running.delete(workload.id)
      this.#advance()
    })
    this.#running.set(workload.id, { hostId: workload.hostId, deployId, stop, done })
  }
}
