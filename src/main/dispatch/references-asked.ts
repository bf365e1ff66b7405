import { localHostId } from '../hosts/local.ts'
import type { Sources } from '../sources/source.ts'
import type { WorkloadStore } from '../workloads/store.ts'

/** What the next deploys would ask a host's engine for by name. Any app may take its image from this computer. */
export function referencesAskedOf(
  hostId: string,
  workloads: Pick<WorkloadStore, 'list'>,
  sources: Sources,
): readonly string[] {
  return workloads
    .list()
    .filter((workload) => hostId === localHostId || workload.hostId === hostId)
    .flatMap(({ sourceKind, source }) => sources.find(sourceKind)?.reference(source) ?? [])
}
