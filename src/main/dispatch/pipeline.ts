import type { DeployPhase, LayerProgress, Pinned } from '../../contract/deploy.ts'
import type { ImageKeeper, WantedImage } from '../containers/image-keeper.ts'
import type { Engine } from '../docker/engine.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { describeFailure } from '../docker/describe-failure.ts'
import type { Logger } from '../log/logger.ts'
import type { PlaceContext, RunContext, RunResult, Sources } from '../sources/source.ts'
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
  /** The host's engine, after one more try to reach it. @throws EngineError */
  readonly reachEngine: (hostId: string) => Promise<Engine>
  readonly onPull: (entry: LedgerEntry, layers: readonly LayerProgress[]) => void
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
  pulledAs: string | null
}

/** The way of every deploy, whatever started it and whatever its source. */
export class Pipeline {
  readonly #parts: PipelineParts

  constructor(parts: PipelineParts) {
    this.#parts = parts
  }

  /** Drives a queued entry to its end; never rejects. The entry is closed when this resolves. */
  async run(queued: LedgerEntry, workload: WorkloadRecord, signal: AbortSignal): Promise<void> {
    const entry = this.#parts.ledger.start(queued.id)
    const passage: Passage = { entry, workload, signal, phase: null, isCommitted: false, pulledAs: null }
    try {
      await this.#pass(passage)
    } catch (error) {
      // Whatever broke after the order to stop broke because of it.
      await this.#fail(passage, signal.aborted ? signal.reason : error)
    }
  }

  /** Makes a workload's host as the ledger says. @throws EngineError when the host does not do it now */
  async settle(workload: WorkloadRecord): Promise<void> {
    const engine = await this.#parts.reachEngine(workload.hostId)
    await this.#settleOn(engine, workload)
  }

  /** Removes what deploys of the workload made on its host. @throws EngineError */
  async teardown(workload: WorkloadRecord, containers: boolean): Promise<void> {
    const engine = await this.#parts.reachEngine(workload.hostId)
    if (containers)
      await this.#parts.sources.find(workload.sourceKind)?.teardown(this.#place(engine, workload))
    await this.#parts.keeper.releaseAll({ engine, workload })
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
    const engine = await reachEngine(workload.hostId)
    if (workloads.isUnsettled(workload.id)) await this.#settleOn(engine, workload)
    const context = { engine, workload, config: config.source, signal, log: this.#parts.log }
    const pinned = given ?? (await source.resolve(context))
    signal.throwIfAborted()

    ledger.progress(entry.id, { pinned, ...backup() })
    workloads.setUnsettled(workload.id, true)
    await source.run(this.#runContext(passage, { ...context, pinned, configHash: hash, ...config }))
    await this.#tidyUp(passage, engine)
  }

  #runContext(
    passage: Passage,
    given: Omit<RunContext<unknown>, 'config' | 'deployId' | `on${string}` | 'commit'> & {
      readonly source: Record<string, unknown>
      readonly config?: unknown
    },
  ): RunContext<unknown> {
    const { entry } = passage
    return {
      ...given,
      config: given.source,
      deployId: entry.id,
      onPhase: (phase) => this.#enter(passage, phase),
      onPull: (layers) => this.#parts.onPull(entry, layers),
      onPulled: (reference) => {
        passage.pulledAs = reference
      },
      commit: (result, writeIndex) => this.#commit(passage, result, writeIndex),
    }
  }

  #enter(passage: Passage, phase: DeployPhase): void {
    passage.phase = phase
    this.#parts.ledger.progress(passage.entry.id, { phase })
  }

  #commit(passage: Passage, { pinned, replacement, healthStatus }: RunResult, writeIndex: () => void): void {
    const result = { outcome: 'succeeded', errorCode: null, pinned, replacement, healthStatus } as const
    this.#parts.ledger.close(passage.entry.id, result, writeIndex)
    passage.isCommitted = true
  }

  /** After a success: removes what was replaced, and keeps the images that a rollback may want. What fails here is
   *  done again before the workload's next deploy, or when its host is back. */
  async #tidyUp({ entry, workload, pulledAs }: Passage, engine: Engine): Promise<void> {
    const { keeper, log } = this.#parts
    try {
      await this.#settleOn(engine, workload)
      await keeper.sync({ engine, workload }, this.#wantedImages(workload, pulledAs))
    } catch (error) {
      log.warn({ deployId: entry.id, ...describeFailure(error) }, 'could not tidy up after a deploy')
    }
  }

  /** Distinct images of the newest successes on this host. */
  #wantedImages(workload: WorkloadRecord, pulledAs: string | null): WantedImage[] {
    const successes = this.#parts.ledger.successes(workload.id, workload.imageLimit)
    const newest = successes[0]?.pinned?.imageId
    const imageIds = successes
      .filter(({ hostId }) => hostId === workload.hostId)
      .map(({ pinned }) => pinned?.imageId ?? null)
    return [...new Set(imageIds)]
      .filter((imageId) => imageId !== null)
      .map((imageId) => ({ imageId, pulledAs: imageId === newest ? pulledAs : null }))
  }

  async #fail(passage: Passage, error: unknown): Promise<void> {
    const { entry, workload, phase } = passage
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
    const isSettled = await this.#putBack(workload)
    const hasPrevious = ledger.current(workload.id) !== null
    ledger.close(entry.id, closingOf(error, isSettled && hasPrevious && hadBegunToTakeOver(phase)))
  }

  /** Whether the host is as it was before the deploy. */
  async #putBack(workload: WorkloadRecord): Promise<boolean> {
    if (!this.#parts.workloads.isUnsettled(workload.id)) return true
    try {
      await this.settle(workload)
      return true
    } catch (error) {
      const fields = { workloadId: workload.id, ...describeFailure(error) }
      this.#parts.log.error(
        fields,
        'could not put the old state back; it is tried again when the host is back',
      )
      return false
    }
  }

  async #settleOn(engine: Engine, workload: WorkloadRecord): Promise<void> {
    await this.#parts.sources.find(workload.sourceKind)?.settle(this.#place(engine, workload))
    this.#parts.workloads.setUnsettled(workload.id, false)
  }

  #place(engine: Engine, workload: WorkloadRecord): PlaceContext {
    return { engine, workload, stopTimeoutMs: workload.stopTimeoutMs, log: this.#parts.log }
  }
}

/** Words that may stand in the log as they are. */
function knownTo({ workload, entry }: Passage): readonly string[] {
  return [workload.name, entry.reference, ...pinnedWords(entry.pinned)]
}

function pinnedWords(pinned: Pinned | null): string[] {
  return pinned === null ? [] : [pinned.reference, ...(pinned.digest === null ? [] : [pinned.digest])]
}
