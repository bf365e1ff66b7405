import type { DeployPhase, LayerProgress, Pinned } from '../../contract/deploy.ts'
import type { ImageKeeper } from '../containers/image-keeper.ts'
import type { ContainerIndex } from '../containers/index-store.ts'
import { settle } from '../containers/settle.ts'
import { teardown } from '../containers/teardown.ts'
import { describeFailure } from '../docker/describe-failure.ts'
import { type Engine, EngineError } from '../docker/engine.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Logger } from '../log/logger.ts'
import type { PlaceContext, RunContext, RunResult, Source, Sources } from '../sources/source.ts'
import type { Computer } from '../transfer/computer.ts'
import type { WorkloadRecord, WorkloadStore } from '../workloads/store.ts'
import { backup } from './backup.ts'
import { configHash } from './config-snapshot.ts'
import { closingOf, DeployFailure, hadBegunToTakeOver } from './outcome.ts'
import { targetOf } from './resolve.ts'

export interface PipelineParts {
  readonly ledger: Ledger
  readonly workloads: WorkloadStore
  readonly sources: Sources
  readonly keeper: ImageKeeper
  readonly index: ContainerIndex
  /** The host's engine, after one more try to reach it. @throws EngineError, or the signal's reason */
  readonly reachEngine: (hostId: string, signal?: AbortSignal) => Promise<Engine>
  /** This computer as a place that images are sent from to that host. */
  readonly computerFor: (target: { readonly hostId: string; readonly engine: Engine }) => Computer
  readonly onPull: (entry: LedgerEntry, layers: readonly LayerProgress[], isSent: boolean) => void
  readonly log: Logger
}

/** One deploy on its way through: resolve, backup, run, record. */
interface Passage {
  readonly entry: LedgerEntry
  readonly workload: WorkloadRecord
  readonly signal: AbortSignal
  phase: DeployPhase | null
  /** Set with the ledger's closing: what comes after is tidying up. */
  isCommitted: boolean
}

/** The way of every deploy, whatever started it and whatever its source. */
export class Pipeline {
  readonly #parts: PipelineParts

  constructor(parts: PipelineParts) {
    this.#parts = parts
  }

  /** Drives a queued entry to its end; the entry is closed when this resolves with `ended`. It is queued again with
   *  `waits`: it waits for its host, and that was lost before anything was touched.
   *  Rejects only when the store itself cannot be written; the entry is open then. */
  async run(queued: LedgerEntry, workload: WorkloadRecord, signal: AbortSignal): Promise<'ended' | 'waits'> {
    const passage: Passage = { entry: queued, workload, signal, phase: null, isCommitted: false }
    try {
      this.#parts.ledger.start(queued.id)
      await this.#pass(passage)
    } catch (error) {
      if (mayWaitAgain(passage, error)) {
        this.#parts.log.info(
          { deployId: queued.id, ...describeFailure(error) },
          'a deploy waits for its host again',
        )
        this.#parts.ledger.requeue(queued.id)
        return 'waits'
      }
      await this.#fail(passage, error)
    }
    await this.#tidyUp(passage)
    return 'ended'
  }

  /** Makes a workload's host as the ledger says, images included. @throws EngineError when the host does not do it now */
  async settle(workload: WorkloadRecord): Promise<void> {
    const engine = await this.#parts.reachEngine(workload.hostId)
    await this.#settleOn(engine, workload)
    await this.#keepImages(engine, workload)
    this.#parts.workloads.setUnsettled(workload.id, false)
  }

  /** Removes what deploys of the workload made on its host; one that made nothing needs no host. @throws EngineError */
  async teardown(workload: WorkloadRecord, containers: boolean): Promise<void> {
    const { index, keeper, workloads, reachEngine } = this.#parts
    const { id } = workload
    if (index.of(id).length === 0 && !keeper.knowsAny(id) && !workloads.isUnsettled(id)) return
    const engine = await reachEngine(workload.hostId)
    if (containers) await this.#undoing(workload).teardown(this.#place(engine, workload))
    await keeper.releaseAll({ engine, workload })
  }

  async #pass(passage: Passage): Promise<void> {
    const { entry, workload, signal } = passage
    const { ledger, workloads, sources, reachEngine } = this.#parts
    const source = sources.find(workload.sourceKind)
    if (source === null) throw new DeployFailure('invalid_source', 'There is no source of this kind.')

    this.#enter(passage, 'resolve')
    const { config, pinned: given } = targetOf(entry, workload, source, ledger)
    const hash = configHash(source, config)
    ledger.progress(entry.id, {
      config,
      configHash: hash,
      previousId: ledger.current(workload.id)?.id ?? null,
    })
    const engine = await reachEngine(workload.hostId, signal)
    if (workloads.isUnsettled(workload.id)) await this.#settleOn(engine, workload)
    const computer = this.#parts.computerFor({ hostId: workload.hostId, engine })
    const context = { engine, computer, workload, config: config.source, signal, log: this.#parts.log }
    const pinned = given ?? (await source.resolve(context))
    signal.throwIfAborted()

    ledger.progress(entry.id, { pinned, ...backup() })
    const { gate, stopTimeoutMs } = config
    await source.run(this.#runContext(passage, { ...context, pinned, configHash: hash, gate, stopTimeoutMs }))
  }

  #runContext(
    passage: Passage,
    given: Omit<RunContext<unknown>, 'deployId' | `on${string}` | 'commit'>,
  ): RunContext<unknown> {
    const { entry, workload } = passage
    const { keeper, onPull } = this.#parts
    return {
      ...given,
      deployId: entry.id,
      onPhase: (phase) => this.#enter(passage, phase),
      onPull: (layers) => onPull(entry, layers, false),
      onSend: (layers) => onPull(entry, layers, true),
      onPulled: (imageId, reference) => keeper.notePulled(workload, imageId, reference),
      commit: (result, writeIndex) => this.#commit(passage, result, writeIndex),
    }
  }

  #enter(passage: Passage, phase: DeployPhase): void {
    passage.phase = phase
    if (phase === 'create') this.#parts.workloads.setUnsettled(passage.workload.id, true)
    this.#parts.ledger.progress(passage.entry.id, { phase })
  }

  #commit(passage: Passage, { pinned, replacement, healthStatus }: RunResult, writeIndex: () => void): void {
    const { ledger, workloads } = this.#parts
    const result = { outcome: 'succeeded', errorCode: null, pinned, replacement, healthStatus } as const
    ledger.close(passage.entry.id, result, () => {
      writeIndex()
      // What was replaced has to go, and the image to be kept: until then the host is not as the store says.
      workloads.setUnsettled(passage.workload.id, true)
    })
    passage.isCommitted = true
  }

  /** Once the entry is closed: removes what was replaced, keeps the images that a rollback may want and lets go of the
   *  others. What fails here is left to the dispatcher, which settles every workload that stays unsettled. */
  async #tidyUp({ entry, workload }: Passage): Promise<void> {
    const { workloads, keeper, reachEngine, log } = this.#parts
    try {
      if (workloads.isUnsettled(workload.id)) await this.settle(workload)
      else if (keeper.hasLoose(workload.id))
        await this.#keepImages(await reachEngine(workload.hostId), workload)
    } catch (error) {
      log.warn({ deployId: entry.id, ...describeFailure(error) }, 'could not tidy up after a deploy')
    }
  }

  /** Images of the newest successes on this host are kept, and no others. */
  async #keepImages(engine: Engine, workload: WorkloadRecord): Promise<void> {
    const successes = this.#parts.ledger.successes(workload.id, workload.imageLimit)
    const imageIds = successes
      .filter(({ hostId }) => hostId === workload.hostId)
      .map(({ pinned }) => pinned?.imageId ?? null)
      .filter((imageId) => imageId !== null)
    await this.#parts.keeper.sync({ engine, workload }, [...new Set(imageIds)])
  }

  async #fail(passage: Passage, error: unknown): Promise<void> {
    const { entry, workload, signal, phase } = passage
    const { ledger, log } = this.#parts
    const fields = {
      deployId: entry.id,
      workloadId: workload.id,
      phase,
      ...describeFailure(error, knownTo(passage)),
    }
    if (passage.isCommitted) {
      log.error(fields, 'a deploy succeeded, but what follows it failed')
      return
    }
    log.warn(fields, 'a deploy did not succeed')
    const isServing = hadBegunToTakeOver(phase) && (await this.#putBack(workload))
    // Whatever broke after the order to stop broke because of it, and the order may have come while it was put back.
    ledger.close(entry.id, closingOf(signal.aborted ? signal.reason : error, isServing))
  }

  /** Whether the container before the deploy is up again. */
  async #putBack(workload: WorkloadRecord): Promise<boolean> {
    try {
      return await this.#settleOn(await this.#parts.reachEngine(workload.hostId), workload)
    } catch (error) {
      const fields = { workloadId: workload.id, ...describeFailure(error) }
      this.#parts.log.error(fields, 'could not put the old state back; it is tried again')
      return false
    }
  }

  #settleOn(engine: Engine, workload: WorkloadRecord): Promise<boolean> {
    return this.#undoing(workload).settle(this.#place(engine, workload))
  }

  /** The workload's source, or for a kind that this Slipway does not know, what the containers index alone can do. */
  #undoing({ sourceKind }: WorkloadRecord): Pick<Source, 'settle' | 'teardown'> {
    const { sources, index } = this.#parts
    return (
      sources.find(sourceKind) ?? {
        settle: (place) => settle({ ...place, index }),
        teardown: (place) => teardown({ ...place, index }),
      }
    )
  }

  #place(engine: Engine, workload: WorkloadRecord): PlaceContext {
    return { engine, workload, stopTimeoutMs: workload.stopTimeoutMs, log: this.#parts.log }
  }
}

/** Whether a deploy that failed can go back to waiting for its host: nothing has been touched in the phase `resolve`. */
function mayWaitAgain({ entry, phase, signal }: Passage, error: unknown): boolean {
  const isBeforeTouch = phase === null || phase === 'resolve'
  const isAway = error instanceof EngineError && error.code === 'host_unreachable'
  return entry.waitsForHost && isBeforeTouch && isAway && !signal.aborted
}

/** Words that may stand in the log as they are. */
function knownTo({ workload, entry }: Passage): readonly string[] {
  return [workload.name, entry.reference, ...pinnedWords(entry.pinned)]
}

function pinnedWords(pinned: Pinned | null): string[] {
  return pinned === null ? [] : [pinned.reference, ...(pinned.digest === null ? [] : [pinned.digest])]
}
