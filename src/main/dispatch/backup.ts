import type { LedgerProgress } from '../ledger/entry.ts'

/** The step between resolve and run in which a workload's volumes are saved. Fail-open: it never blocks a deploy,
 *  and the ledger's row says by a code why there is no backup. No workload has volumes yet. */
export function backup(): LedgerProgress {
  return { backupId: null, backupCode: 'no_volumes' }
}
