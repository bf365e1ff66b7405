import type { ContainerState, Engine } from '../docker/engine.ts'
import type { Logger } from '../log/logger.ts'
import type { ContainerIndex, ContainerRole } from './index-store.ts'
import { labels } from './labels.ts'
import { failedName, isCandidateName } from './names.ts'

/** A candidate never served anybody for long, and what it would have replaced waits for its port: it gets less time. */
const candidateStopMs = 1_000

export interface Settling {
  readonly engine: Engine
  readonly index: ContainerIndex
  readonly workload: { readonly id: string; readonly name: string }
  readonly stopTimeoutMs: number
  readonly log: Logger
}

/** Makes the host as the index says: the current container has its name and runs, if a deploy stopped it, and
 *  whatever else a deploy of this workload made is gone. Serving comes before tidying up: nothing is removed until the
 *  current container runs again. Idempotent: it undoes a failed deploy, and clears up after a kill.
 *  @returns whether the current container is up
 *  @throws EngineError when the engine does not do it; call again then */
export async function settle(settling: Settling): Promise<boolean> {
  const { engine, index, workload, log } = settling
  const indexed = index.of(workload.id)
  const others = indexed.filter(({ role }) => role !== 'current').map(({ id, role }) => ({ id, role }))
  const left = await strays(settling)
  for (const stray of left) {
    log.warn({ workloadId: workload.id, containerId: stray.id }, 'removing what an interrupted deploy left')
    others.push({ id: stray.id, role: 'candidate' })
  }
  for (const { id, role } of others) await engine.stopContainer(id, stopMs(settling, role))
  const current = indexed.find(({ role }) => role === 'current')
  const isServing = current !== undefined && (await restore(settling, current, others))
  for (const { id } of others) {
    await engine.removeContainer(id)
    index.forget(id)
  }
  return isServing
}

function stopMs({ stopTimeoutMs }: Settling, role: ContainerRole): number {
  return role === 'retired' ? stopTimeoutMs : Math.min(stopTimeoutMs, candidateStopMs)
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

/** Gives the current container its name and lets it run again, if a deploy stopped it. Resolves to whether it is up. */
async function restore(
  { engine, index, workload }: Settling,
  current: { readonly id: string; readonly shouldRun: boolean },
  others: readonly { readonly id: string }[],
): Promise<boolean> {
  const state = await engine.inspectContainer(current.id)
  if (state === null) return false
  if (state.name !== workload.name) await takeName(engine, workload.name, current.id, others)
  if (!isUp(state)) {
    if (!current.shouldRun) return false
    await engine.startContainer(current.id)
  }
  // From here on it is stopped by somebody else's will alone.
  index.setShouldRun(current.id, false)
  return true
}

/** A candidate may have the name by now; it gives way, and to nobody else is it taken from. */
async function takeName(
  engine: Engine,
  name: string,
  currentId: string,
  others: readonly { readonly id: string }[],
): Promise<void> {
  const holder = await engine.inspectContainer(name)
  if (holder !== null && others.some(({ id }) => id === holder.id)) {
    await engine.renameContainer(holder.id, failedName(name, holder.id))
  }
  await engine.renameContainer(currentId, name)
}

/** Whether the engine keeps the container going. */
export function isUp({ status }: Pick<ContainerState, 'status'>): boolean {
  return status === 'running' || status === 'restarting' || status === 'paused'
}
