import type { Deploy, DeployConfig, DeployDetail } from '../../contract/deploy.ts'

/** One deploy as the ledger holds it; what depends on the present (current, replay) is added when it is shown. */
export interface LedgerEntry extends Omit<Deploy, 'current' | 'replay'> {
  /** Which configuration a rollback replays; null for other kinds. */
  readonly configMode: 'then' | 'now' | null
}

/** What a request brings; the rest of the entry follows from it. */
export type LedgerRequest = Pick<
  LedgerEntry,
  'workloadId' | 'kind' | 'reason' | 'actor' | 'hostId' | 'sourceKind' | 'reference'
> &
  Partial<
    Pick<
      LedgerEntry,
      'triggerId' | 'deliveryId' | 'rollbackOf' | 'promotedFrom' | 'configMode' | 'waitsForHost'
    >
  >

/** What may be filled in while an entry is open. */
export type LedgerProgress = Partial<
  Pick<
    LedgerEntry,
    | 'phase'
    | 'pinned'
    | 'configHash'
    | 'replacement'
    | 'exitCode'
    | 'healthStatus'
    | 'previousId'
    | 'backupId'
    | 'backupCode'
    | 'reference'
  >
> & { readonly config?: DeployConfig }

/** How an entry ends. */
export type LedgerClosing = Pick<LedgerEntry, 'errorCode'> & {
  readonly outcome: Exclude<Deploy['outcome'], 'queued' | 'running'>
} & LedgerProgress

export type LedgerDetail = LedgerEntry & Pick<DeployDetail, 'config'>

interface Column {
  readonly field: keyof LedgerEntry
  readonly column: string
}

/** Columns of the plain fields, in the order in which rows are read. */
const columns: readonly Column[] = [
  { field: 'id', column: 'id' },
  { field: 'workloadId', column: 'workload_id' },
  { field: 'seq', column: 'seq' },
  { field: 'kind', column: 'kind' },
  { field: 'reason', column: 'reason' },
  { field: 'triggerId', column: 'trigger_id' },
  { field: 'deliveryId', column: 'delivery_id' },
  { field: 'actor', column: 'actor' },
  { field: 'hostId', column: 'host_id' },
  { field: 'sourceKind', column: 'source_kind' },
  { field: 'reference', column: 'reference' },
  { field: 'configHash', column: 'config_hash' },
  { field: 'outcome', column: 'outcome' },
  { field: 'errorCode', column: 'error_code' },
  { field: 'phase', column: 'phase' },
  { field: 'replacement', column: 'replacement' },
  { field: 'exitCode', column: 'exit_code' },
  { field: 'healthStatus', column: 'health_status' },
  { field: 'backupId', column: 'backup_id' },
  { field: 'backupCode', column: 'backup_code' },
  { field: 'rollbackOf', column: 'rollback_of' },
  { field: 'promotedFrom', column: 'promoted_from' },
  { field: 'previousId', column: 'previous_id' },
  { field: 'queuedAt', column: 'queued_at' },
  { field: 'startedAt', column: 'started_at' },
  { field: 'finishedAt', column: 'finished_at' },
  { field: 'configMode', column: 'config_mode' },
]

/** A row as SQLite gives it, its columns in the order of `rowColumns`. */
export type LedgerRow = readonly [
  id: LedgerEntry['id'],
  workloadId: LedgerEntry['workloadId'],
  seq: LedgerEntry['seq'],
  kind: LedgerEntry['kind'],
  reason: LedgerEntry['reason'],
  triggerId: LedgerEntry['triggerId'],
  deliveryId: LedgerEntry['deliveryId'],
  actor: LedgerEntry['actor'],
  hostId: LedgerEntry['hostId'],
  sourceKind: LedgerEntry['sourceKind'],
  reference: LedgerEntry['reference'],
  configHash: LedgerEntry['configHash'],
  outcome: LedgerEntry['outcome'],
  errorCode: LedgerEntry['errorCode'],
  phase: LedgerEntry['phase'],
  replacement: LedgerEntry['replacement'],
  exitCode: LedgerEntry['exitCode'],
  healthStatus: LedgerEntry['healthStatus'],
  backupId: LedgerEntry['backupId'],
  backupCode: LedgerEntry['backupCode'],
  rollbackOf: LedgerEntry['rollbackOf'],
  promotedFrom: LedgerEntry['promotedFrom'],
  previousId: LedgerEntry['previousId'],
  queuedAt: LedgerEntry['queuedAt'],
  startedAt: LedgerEntry['startedAt'],
  finishedAt: LedgerEntry['finishedAt'],
  configMode: LedgerEntry['configMode'],
  waitsForHost: number,
  pinnedReference: string | null,
  digest: string | null,
  imageId: string | null,
  platform: string | null,
]

/** The SELECT list that yields a LedgerRow. */
export const rowColumns = [
  ...columns.map(({ column }) => column),
  'waits_for_host',
  'pinned_reference',
  'digest',
  'image_id',
  'platform',
].join(', ')

/** The entry behind a row. From an array into one literal: an object a row, copied, takes nearly twice as long. */
export function entryOf([
  id,
  workloadId,
  seq,
  kind,
  reason,
  triggerId,
  deliveryId,
  actor,
  hostId,
  sourceKind,
  reference,
  configHash,
  outcome,
  errorCode,
  phase,
  replacement,
  exitCode,
  healthStatus,
  backupId,
  backupCode,
  rollbackOf,
  promotedFrom,
  previousId,
  queuedAt,
  startedAt,
  finishedAt,
  configMode,
  waitsForHost,
  pinnedReference,
  digest,
  imageId,
  platform,
]: LedgerRow): LedgerEntry {
  const pinned = pinnedReference === null ? null : { reference: pinnedReference, digest, imageId, platform }
  return {
    id,
    workloadId,
    seq,
    kind,
    reason,
    triggerId,
    deliveryId,
    actor,
    hostId,
    sourceKind,
    reference,
    configHash,
    outcome,
    errorCode,
    phase,
    replacement,
    exitCode,
    healthStatus,
    backupId,
    backupCode,
    rollbackOf,
    promotedFrom,
    previousId,
    queuedAt,
    startedAt,
    finishedAt,
    configMode,
    waitsForHost: waitsForHost === 1,
    pinned,
  }
}

/** The columns and values behind what is filled in; a field that is not given is not among them. */
export function assignmentsOf(
  fields: LedgerProgress & Partial<LedgerEntry>,
): Record<string, string | number | null> {
  const assigned: Record<string, string | number | null> = {}
  for (const { field, column } of columns) {
    const value = fields[field]
    if (value !== undefined) assigned[column] = value as string | number | null
  }
  if (fields.pinned !== undefined) {
    assigned['pinned_reference'] = fields.pinned?.reference ?? null
    assigned['digest'] = fields.pinned?.digest ?? null
    assigned['image_id'] = fields.pinned?.imageId ?? null
    assigned['platform'] = fields.pinned?.platform ?? null
  }
  if (fields.waitsForHost !== undefined) assigned['waits_for_host'] = fields.waitsForHost ? 1 : 0
  if (fields.config !== undefined) assigned['config'] = JSON.stringify(fields.config)
  return assigned
}
