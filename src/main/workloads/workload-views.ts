import type { Deploy } from '../../contract/deploy.ts'
import type { Workload } from '../../contract/workload.ts'
import type { ContainerStatus } from '../containers/status.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { WorkloadRecord } from './store.ts'

export interface ViewParts {
  readonly ledger: Ledger
  readonly status: ContainerStatus
  readonly show: (entries: readonly LedgerEntry[]) => Promise<Deploy[]>
}

/** Workloads as they are shown: what is configured, what runs, and what was tried last. */
export async function viewWorkloads(
  records: readonly WorkloadRecord[],
  { ledger, status, show }: ViewParts,
): Promise<Workload[]> {
  const entries = records.map(({ id }) => ({
    current: ledger.current(id),
    last: ledger.list(id, 1)[0] ?? null,
  }))
  const shown = await show(
    entries.flatMap(({ current, last }) => [current, last]).filter((entry) => entry !== null),
  )
  const byId = new Map(shown.map((deploy) => [deploy.id, deploy]))
  return records.map((record, at) => ({
    ...record,
    ...status.of(record.id),
    current: byId.get(entries[at]?.current?.id ?? '') ?? null,
    lastDeploy: byId.get(entries[at]?.last?.id ?? '') ?? null,
  }))
}
