import { randomBytes } from 'node:crypto'
import type { DeployPhase, Pinned } from '../../src/contract/deploy.ts'
import { workloadCreateSchema } from '../../src/contract/workload.ts'
import { ContainerIndex } from '../../src/main/containers/index-store.ts'
import { labels } from '../../src/main/containers/labels.ts'
import { openStore } from '../../src/main/db/open.ts'
import { configHash, configSnapshot } from '../../src/main/dispatch/config-snapshot.ts'
import { connectEngine } from '../../src/main/docker/docker-engine.ts'
import { EngineError } from '../../src/main/docker/engine.ts'
import { Ledger } from '../../src/main/ledger/ledger.ts'
import { sourcesOf } from '../../src/main/sources/index.ts'
import {
  type ReplayLook,
  type RunContext,
  type RunResult,
  readConfig,
  type Source,
} from '../../src/main/sources/source.ts'
import { type WorkloadRecord, WorkloadStore } from '../../src/main/workloads/store.ts'
import { Workloads } from '../../src/main/workloads/workloads.ts'
import { testEngine } from './images.ts'
import { engineAddress } from './ssh-door.ts'

/** What became of one run. */
export interface StagedRun {
  readonly deployId: string
  readonly phases: readonly DeployPhase[]
  /** One for each call of `commit`, with the deploy that the index named as current just before. */
  readonly commits: readonly { readonly result: RunResult; readonly currentBefore: string | null }[]
  /** Null for a run that resolved. */
  readonly error: unknown
}

/** One source with one workload on the engine of the test run, given what the pipeline gives it, without queue and pipeline. */
export interface SourceStage<Config> {
  readonly source: Source<Config>
  readonly index: ContainerIndex
  readonly workload: WorkloadRecord
  /** Asks the engine and its registries, as a list of deploys does. */
  look(): Promise<ReplayLook>
  resolve(reference: string): Promise<Pinned>
  /** Never rejects. With `stopAt`, the deploy is told to stop when it enters that phase, with `stopReason`. */
  run(pinned: Pinned, options?: { readonly stopAt?: DeployPhase }): Promise<StagedRun>
  settle(): Promise<boolean>
  teardown(): Promise<void>
  /** Tears down what is left, and closes the store and the connection. */
  close(): Promise<void>
}

/** Why a run ended that was told to stop. */
export const stopReason = new Error('told to stop')

export async function openSourceStage<Config>(
  create: (index: ContainerIndex) => Source<Config>,
  config: Config,
): Promise<SourceStage<Config>> {
  const db = openStore(':memory:')
  const reached = await engineAddress(testEngine())
  const noCredentials = { credentialsFor: () => Promise.resolve(null) }
  const engine = await connectEngine(reached.address, noCredentials, {
    timeoutMs: 10_000,
    eventLabel: labels.workload,
  })
  const index = new ContainerIndex(db)
  const ledger = new Ledger(db, () => undefined)
  const source = create(index)
  const workload = new Workloads(new WorkloadStore(db), sourcesOf([source])).create(
    workloadCreateSchema.parse({
      name: `stage-${randomBytes(4).toString('hex')}`,
      sourceKind: source.kind,
      source: config,
      gate: { settleMs: 200, timeoutMs: 20_000 },
      stopTimeoutMs: 2_000,
    }),
  )
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
  // The engine is the one of this computer too, so there is nothing to send.
  const computer = { engine, holds: async () => false, send: async () => null }
  const place = { engine, computer, workload, log: quiet, stopTimeoutMs: workload.stopTimeoutMs }
  const contextFor = (reference: string, signal: AbortSignal) => ({
    ...place,
    config: readConfig(source, source.withReference(config, reference)),
    signal,
  })
  return {
    source,
    index,
    workload,
    look: async () => {
      const localIds = await engine.listImageIds()
      return {
        isImageLocal: (imageId) => localIds.has(imageId),
        isOnComputer: async () => false,
        isInRegistry: (reference) =>
          engine.resolveInRegistry(reference).then(
            () => true,
            (error: unknown) => {
              if (error instanceof EngineError) return false
              throw error
            },
          ),
      }
    },
    resolve: (reference) => source.resolve(contextFor(reference, new AbortController().signal)),
    run: async (pinned, options = {}) => {
      const stop = new AbortController()
      const { id: deployId } = ledger.open({
        workloadId: workload.id,
        kind: 'deploy',
        reason: 'manual',
        actor: 'local',
        hostId: workload.hostId,
        sourceKind: source.kind,
        reference: pinned.reference,
      })
      const phases: DeployPhase[] = []
      const commits: StagedRun['commits'][number][] = []
      const context = contextFor(pinned.reference, stop.signal)
      const given: RunContext<Config> = {
        ...context,
        deployId,
        pinned,
        configHash: configHash(source as Source, {
          ...configSnapshot(workload),
          source: context.config as Record<string, unknown>,
        }),
        gate: workload.gate,
        onPhase: (phase) => {
          phases.push(phase)
          if (phase === options.stopAt) stop.abort(stopReason)
        },
        onPull: () => undefined,
        onSend: () => undefined,
        onPulled: () => undefined,
        commit: (result, writeIndex) => {
          commits.push({ result, currentBefore: index.current(workload.id)?.deployId ?? null })
          ledger.close(deployId, { outcome: 'succeeded', errorCode: null }, writeIndex)
        },
      }
      const error: unknown = await source.run(given).then(
        () => null,
        (reason: unknown) => reason,
      )
      if (commits.length === 0) ledger.close(deployId, { outcome: 'failed', errorCode: 'internal' })
      return { deployId, phases, commits, error }
    },
    settle: () => source.settle(place),
    teardown: () => source.teardown(place),
    close: async () => {
      await source.teardown(place)
      engine.close()
      await reached.close()
      db.close()
    },
  }
}
