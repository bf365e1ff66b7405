import type { Ledger } from '../ledger/ledger.ts'
import type { WorkloadStore } from '../workloads/store.ts'

export interface ImageToKeep {
  readonly imageId: string
  readonly hostId: string
}

/** Images of the newest successes of every workload, as many of each as it keeps; newest first over all. */
export function imagesToKeep(
  workloads: Pick<WorkloadStore, 'list'>,
  ledger: Pick<Ledger, 'successes'>,
): readonly ImageToKeep[] {
  return workloads
    .list()
    .flatMap(({ id, imageLimit }) => ledger.successes(id, imageLimit))
    .sort((one, other) => (other.finishedAt ?? 0) - (one.finishedAt ?? 0))
    .flatMap(({ pinned, hostId }) =>
      pinned === null || pinned.imageId === null ? [] : [{ imageId: pinned.imageId, hostId }],
    )
}
