import type { Replay } from '../../contract/deploy.ts'
import { Failure } from '../../contract/failure.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Sources } from '../sources/source.ts'
import type { WorkloadRecord } from '../workloads/store.ts'

/** The entry that a rollback goes back to: the one asked for, or the previous successful one.
 *  @throws Failure `not_found`, `entry_not_successful`, `entry_is_current`, `no_earlier_success`, `not_rollback_capable` */
export function rollbackTargetOf(
  workload: WorkloadRecord,
  deployId: string | undefined,
  ledger: Ledger,
  sources: Sources,
): LedgerEntry {
  const entry =
    deployId === undefined ? previousSuccess(workload.id, ledger) : ownEntry(workload.id, deployId, ledger)
  if (entry.outcome !== 'succeeded') throw new Failure('entry_not_successful')
  if (ledger.current(workload.id)?.id === entry.id) throw new Failure('entry_is_current')
  const canReplay =
    sources.find(workload.sourceKind)?.canReplay === true && entry.sourceKind === workload.sourceKind
  if (!canReplay) throw new Failure('not_rollback_capable')
  return entry
}

/** @throws Failure `replay_gone` when what the entry pinned is nowhere to be had */
export function requireReplay(replay: Replay): void {
  if (replay === 'gone') throw new Failure('replay_gone')
}

/** The workload's entry of this id. @throws Failure `not_found`, also for another workload's entry */
export function ownEntry(workloadId: string, deployId: string, ledger: Ledger): LedgerEntry {
  const entry = ledger.get(deployId)
  if (entry === null || entry.workloadId !== workloadId) {
    throw new Failure('not_found', { kind: 'deploy', id: deployId })
  }
  return entry
}

function previousSuccess(workloadId: string, ledger: Ledger): LedgerEntry {
  const previous = ledger.successes(workloadId, 2)[1]
  if (previous === undefined) throw new Failure('no_earlier_success')
  return previous
}
