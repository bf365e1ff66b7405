import type { ContainerState, Engine } from '../docker/engine.ts'
import type { Logger } from '../log/logger.ts'
import type { ContainerIndex } from './index-store.ts'
import { labels } from './labels.ts'
import { isCandidateName } from './names.ts'

/** A candidate never served anybody for long; it gets less time to stop than what it would have replaced. */
const candidateStopMs = 3_000

export interface Settling {
  readonly engine: Engine
  readonly index: ContainerIndex
  readonly workload: { readonly id: string; readonly name: string }
  readonly stopTimeoutMs: number
  readonly log: Logger
}

/** Makes the host as the index says: the current container has its name and runs, if it ran before, and
 *  whatever else a deploy of this workload made is gone. Idempotent: it undoes a failed deploy, and clears up after a kill.
 *  @throws EngineError when the engine does not do it; call again then */
export async function settle({ engine, index, workload, stopTimeoutMs, log }: Settling): Promise<void> {
  const indexed = index.of(workload.id)
  for (const { id, role } of indexed) {
    if (role === 'current') continue
    await engine.stopContainer(
      id,
      role === 'retired' ? stopTimeoutMs : Math.min(stopTimeoutMs, candidateStopMs),
    )
    await engine.removeContainer(id)
    index.forget(id)
  }
  for (const stray of await strays({ engine, index, workload })) {
    log.warn({ workloadId: workload.id, containerId: stray.id }, 'removing what an interrupted deploy left')
    await engine.removeContainer(stray.id)
  }
  const current = indexed.find(({ role }) => role === 'current')
  if (current !== undefined) await restore(engine, current, workload.name)
}

/** Containers that a deploy of this workload created but had not entered into the index when it ended. */
export async function strays({
  engine,
  index,
  workload,
}: Pick<Settling, 'engine' | 'index' | 'workload'>): Promise<ContainerState[]> {
  const known = new Set(index.of(workload.id).map(({ id }) => id))
  const found = await engine.listContainers({ [labels.workload]: workload.id, [labels.role]: 'workload' })
  return found.filter(({ id, name, labels: own }) => {
    const deployId = own[labels.deploy] ?? ''
    return !known.has(id) && isCandidateName(name, deployId) && index.knowsDeploy(workload.id, deployId)
  })
}

async function restore(
  engine: Engine,
  current: { readonly id: string; readonly shouldRun: boolean },
  name: string,
): Promise<void> {
  const state = await engine.inspectContainer(current.id)
  if (state === null) return
  if (state.name !== name) await engine.renameContainer(current.id, name)
  if (current.shouldRun && !isUp(state)) await engine.startContainer(current.id)
}

/** Whether the engine keeps the container going. */
export function isUp({ status }: Pick<ContainerState, 'status'>): boolean {
  return status === 'running' || status === 'restarting' || status === 'paused'
}
