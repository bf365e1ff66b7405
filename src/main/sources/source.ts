import type { z } from 'zod'
import type { DeployPhase, LayerProgress, Pinned, Replacement, Replay } from '../../contract/deploy.ts'
import { invalidInput } from '../../contract/invalid-input.ts'
import type { SourceKind } from '../../contract/source.ts'
import type { Gate } from '../../contract/workload.ts'
import type { Engine, HealthStatus } from '../docker/engine.ts'
import type { Logger } from '../log/logger.ts'
import type { Computer } from '../transfer/computer.ts'

/** What a step of a deploy works on. */
export interface SourceContext<Config> {
  readonly engine: Engine
  /** This computer, which may have what the host lacks. */
  readonly computer: Computer
  readonly workload: { readonly id: string; readonly name: string; readonly hostId: string }
  readonly config: Config
  readonly signal: AbortSignal
  readonly log: Logger
}

/** The workload on its host, whatever its configuration. */
export interface PlaceContext extends Pick<SourceContext<unknown>, 'engine' | 'workload' | 'log'> {
  readonly stopTimeoutMs: number
}

/** What a source needs to put a pinned value into place. */
export interface RunContext<Config> extends SourceContext<Config> {
  readonly deployId: string
  readonly pinned: Pinned
  /** Hash of all that a running container depends on beside the image. */
  readonly configHash: string
  readonly gate: Gate
  readonly stopTimeoutMs: number
  /** To be called as each phase begins; `create` before anything on the host is touched, since from there on the
   *  workload counts as unsettled. */
  readonly onPhase: (phase: DeployPhase) => void
  readonly onPull: (layers: readonly LayerProgress[]) => void
  /** As `onPull`, for layers that are sent from this computer. */
  readonly onSend: (layers: readonly LayerProgress[]) => void
  /** Called with the id of an image that we brought to the host and the name that it has there by that: the
   *  `repository@digest` of a pull, or the id itself of one that was sent. */
  readonly onPulled: (imageId: string, reference: string) => void
  /** Called once when the new state has passed its gate: from here on it is what should be there.
   *  Writes the ledger and the containers index in one transaction; what comes after is tidying up. */
  readonly commit: (result: RunResult, writeIndex: () => void) => void
}

export interface RunResult {
  /** The pinned value with what only the host knew: image id and platform. */
  readonly pinned: Pinned
  readonly replacement: Replacement
  readonly healthStatus: HealthStatus
}

/** Where something a workload is made of comes from: one kind, one folder, one conformance suite.
 *  A source never writes the ledger; it throws EngineError or GateFailure, and the pipeline records. */
export interface Source<Config = unknown> {
  readonly kind: string
  /** Describes the configuration; the form on the screen and the check of the API are drawn from it. */
  readonly schema: z.ZodType<Config>
  readonly sample: Config
  readonly canReplay: boolean

  /** The reference that the configuration asks for. */
  reference(config: Config): string
  /** The configuration with another reference; not checked yet. */
  withReference(config: Config, reference: string): unknown
  /** What a configuration depends on apart from the reference, for telling whether a deploy changes anything. */
  fingerprint(config: Config): unknown
  /** Resolves the reference to what cannot change under its name. */
  resolve(context: SourceContext<Config>): Promise<Pinned>
  /** Puts the pinned value into place, through the gate, and leaves the old state as it was when that fails. */
  run(context: RunContext<Config>): Promise<void>
  /** Whether a pinned value could be put into place again now, from where. */
  replay(pinned: Pinned, look: ReplayLook): Promise<Replay>
  /** Makes the host as the store says, after a deploy that ended, however it did. Idempotent.
   *  Resolves to whether what should run runs. */
  settle(context: PlaceContext): Promise<boolean>
  /** Removes from the host what the source made for the workload, and nothing else. */
  teardown(context: PlaceContext): Promise<void>
}

/** How a source finds out what is still there. */
export interface ReplayLook {
  /** Whether the host has the image. */
  isImageLocal(imageId: string): boolean
  /** Whether this computer has a copy that can be sent to the host. */
  isOnComputer(imageId: string): Promise<boolean>
  isInRegistry(reference: string): Promise<boolean>
}

/** The list of sources. */
export interface Sources {
  find(kind: string): Source | null
  list(): readonly Source[]
}

/** The configuration, complete with its defaults.
 *  @throws Failure `invalid_input` with paths below `source` */
export function readConfig<Config>(source: Source<Config>, given: unknown): Config {
  const parsed = source.schema.safeParse(given)
  if (!parsed.success) throw invalidInput(parsed.error.issues, (path) => ['source', ...path])
  return parsed.data
}

/** How a source is described to screens and API clients. */
export function describeSource(source: Source, jsonSchema: Record<string, unknown>): SourceKind {
  return {
    kind: source.kind,
    schema: jsonSchema,
    sample: source.sample as Record<string, unknown>,
    rollback: source.canReplay,
  }
}
