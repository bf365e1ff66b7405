import type { DeployConfig, Pinned } from '../../contract/deploy.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { readConfig, type Source } from '../sources/source.ts'
import type { WorkloadRecord } from '../workloads/store.ts'
import { configSnapshot } from './config-snapshot.ts'
import { DeployFailure } from './outcome.ts'

/** What a deploy is to put into place, before its reference is resolved. */
export interface Target {
  readonly config: DeployConfig
  /** Given for a rollback: the value that the ledger pinned then. */
  readonly pinned: Pinned | null
}

/** What an entry asks for: the workload as it is configured now with the entry's reference, or what the ledger holds.
 *  @throws DeployFailure, Failure `invalid_input` when the configuration does not fit its source (any more) */
export function targetOf(
  entry: LedgerEntry,
  workload: WorkloadRecord,
  source: Source,
  ledger: Ledger,
): Target {
  if (entry.rollbackOf !== null) return rollbackTarget(entry.rollbackOf, entry, workload, source, ledger)
  const now = configSnapshot(workload)
  const config = readConfig(source, source.withReference(now.source, entry.reference))
  return { config: { ...now, source: config as Record<string, unknown> }, pinned: null }
}

function rollbackTarget(
  rollbackOf: string,
  entry: LedgerEntry,
  workload: WorkloadRecord,
  source: Source,
  ledger: Ledger,
): Target {
  const then = ledger.detail(rollbackOf)
  if (then === null || then.pinned === null || then.config === null) {
    throw new DeployFailure('replay_gone', 'The deploy to go back to is no longer in the ledger.')
  }
  const base = entry.configMode === 'now' ? configSnapshot(workload) : then.config
  const config = readConfig(source, source.withReference(base.source, then.reference))
  return { config: { ...base, source: config as Record<string, unknown> }, pinned: then.pinned }
}
