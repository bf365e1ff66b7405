import type { DeployPhase, Replacement } from '../../contract/deploy.ts'
import type { Gate } from '../../contract/workload.ts'
import { type ContainerSpec, type ContainerState, EngineError, type HealthStatus } from '../docker/engine.ts'
import { passGate } from './gate.ts'
import { candidateName, retiredName } from './names.ts'
import { isUp, type Settling } from './settle.ts'

export interface Replacing extends Settling {
  readonly workload: { readonly id: string; readonly name: string; readonly hostId: string }
  readonly deployId: string
  readonly spec: ContainerSpec
  readonly configHash: string
  /** Whether old and new may run side by side. */
  readonly overlap: boolean
  readonly gate: Gate
  readonly signal: AbortSignal
  readonly onPhase: (phase: DeployPhase) => void
  /** Called once, when the new container is through its gate; `writeIndex` belongs into the same transaction. */
  readonly commit: (
    taken: { replacement: Replacement; healthStatus: HealthStatus },
    writeIndex: () => void,
  ) => void
}

/** The container that a deploy replaces, and that a failed one puts back. */
type Old = Pick<ContainerState, 'id' | 'name' | 'status'>

/** Replaces a workload's container by a new one. Until `commit` the index names the old one as current, so whatever
 *  fails or ends in between, `settle` puts the old one back; after it, `settle` removes what was replaced.
 *  @throws EngineError, GateFailure, or the signal's reason; the caller settles */
export async function replaceContainer(replacing: Replacing): Promise<void> {
  const { index, workload, deployId, onPhase, engine } = replacing
  const old = await findOld(replacing)
  if (old !== null) index.setShouldRun(old.id, isUp(old))
  onPhase('create')
  const newId = await engine.createContainer(candidateName(workload.name, deployId), replacing.spec)
  index.addCandidate({
    id: newId,
    workloadId: workload.id,
    deployId,
    hostId: workload.hostId,
    service: workload.name,
    configHash: replacing.configHash,
  })
  await takeOver(replacing, old, newId)
}

/** Runs the new container up to the commit, in the way that the old one and its ports allow. */
async function takeOver(replacing: Replacing, old: Old | null, newId: string): Promise<void> {
  const { engine, workload, signal } = replacing
  if (old === null) {
    await engine.renameContainer(newId, workload.name)
    await startAndCommit(replacing, newId, 'first')
    return
  }
  if (replacing.overlap && isUp(old)) {
    await startAndCommit(replacing, newId, 'overlap', () => swapNames(replacing, old, newId))
    return
  }
  // Names first: they can be changed while the old container still serves, so the gap is stop and start alone.
  await swapNames(replacing, old, newId)
  replacing.onPhase('stop')
  await engine.stopContainer(old.id, replacing.stopTimeoutMs)
  signal.throwIfAborted()
  await startAndCommit(replacing, newId, 'recreate')
}

async function startAndCommit(
  replacing: Replacing,
  newId: string,
  replacement: Replacement,
  beforeCommit: () => Promise<void> = async () => undefined,
): Promise<void> {
  const { engine, index, workload, gate, signal, onPhase, commit } = replacing
  signal.throwIfAborted()
  onPhase('start')
  await engine.startContainer(newId)
  onPhase('gate')
  const healthStatus = await passGate(engine, newId, gate, signal)
  await beforeCommit()
  signal.throwIfAborted()
  onPhase('record')
  commit({ replacement, healthStatus }, () => index.promote(newId, workload.id))
}

async function swapNames({ engine, workload, deployId }: Replacing, old: Old, newId: string): Promise<void> {
  if (old.name === workload.name) await engine.renameContainer(old.id, retiredName(workload.name, deployId))
  await engine.renameContainer(newId, workload.name)
}

/** The indexed container as it is on the host, after a look at who has the name.
 *  @throws EngineError `name_in_use` while nothing has been touched */
async function findOld({ engine, index, workload }: Replacing): Promise<Old | null> {
  const indexed = index.current(workload.id)
  const [old, named] = await Promise.all([
    indexed === null ? null : engine.inspectContainer(indexed.id),
    engine.inspectContainer(workload.name),
  ])
  if (named !== null && named.id !== old?.id) {
    throw new EngineError(
      'name_in_use',
      null,
      `A container that is not of this app is called ${workload.name}.`,
    )
  }
  return old
}
