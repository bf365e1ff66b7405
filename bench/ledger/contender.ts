import type { LedgerRequest } from '../../src/main/ledger/entry.ts'

/** A way to keep deploy entries, filled and ready. */
export interface LedgerContender {
  readonly name: string
  /** The newest 50 of a workload, as the caller uses them. */
  readNewest(workloadId: string): number
  /** Adds an entry and prunes what falls out, in one durable transaction. Returns how to close the entry. */
  add(request: LedgerRequest): () => void
  close(): void
}

export const newest = 50
