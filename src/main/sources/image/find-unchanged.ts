import type { ContainerIndex } from '../../containers/index-store.ts'
import type { ContainerState, Engine } from '../../docker/engine.ts'

/** The workload's running container when a deploy would only make the same one again; null when it has work to do.
 *  A container that is down or unhealthy is replaced: a deploy is also how people get it going again. */
export async function findUnchanged(
  engine: Engine,
  index: ContainerIndex,
  wanted: { readonly workload: { readonly id: string; readonly name: string }; readonly configHash: string },
  imageId: string,
): Promise<ContainerState | null> {
  const indexed = index.current(wanted.workload.id)
  if (indexed === null || indexed.configHash !== wanted.configHash) return null
  const state = await engine.inspectContainer(indexed.id)
  if (state === null || state.status !== 'running' || state.imageId !== imageId) return null
  if (state.health !== 'none' && state.health !== 'healthy') return null
  return state
}
