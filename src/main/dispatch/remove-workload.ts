import { Failure } from '../../contract/failure.ts'
import { EngineError } from '../docker/engine.ts'
import type { Hosts } from '../hosts/hosts.ts'
import type { WorkloadRecord, WorkloadStore } from '../workloads/store.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Pipeline } from './pipeline.ts'

export interface RemovalParts {
  readonly dispatcher: Pick<Dispatcher, 'retire'>
  readonly pipeline: Pick<Pipeline, 'teardown'>
  readonly hosts: Pick<Hosts, 'get'>
  readonly store: Pick<WorkloadStore, 'remove'>
}

/** Removes a workload with its ledger and, if asked, its containers; a deploy under way is cancelled first.
 *  @throws Failure `host_unavailable` when the containers cannot be removed now; nothing is removed then */
export async function removeWorkload(
  workload: WorkloadRecord,
  withContainers: boolean,
  parts: RemovalParts,
): Promise<void> {
  await parts.dispatcher.retire(workload.id, async () => {
    await teardown(workload, withContainers, parts)
    parts.store.remove(workload.id)
  })
}

async function teardown(
  workload: WorkloadRecord,
  withContainers: boolean,
  { pipeline, hosts }: RemovalParts,
): Promise<void> {
  try {
    await pipeline.teardown(workload, withContainers)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    // Without the containers, the host is needed for nothing but letting go of kept images.
    if (!withContainers) return
    throw new Failure('host_unavailable', {
      hostId: workload.hostId,
      reason: hosts.get(workload.hostId).reason,
    })
  }
}
