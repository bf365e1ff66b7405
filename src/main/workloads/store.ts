import type Database from 'better-sqlite3'
import type { Workload } from '../../contract/workload.ts'

/** A workload as it is configured; what depends on its containers and its ledger is added when it is shown. */
export type WorkloadRecord = Omit<Workload, 'state' | 'containers' | 'current' | 'lastDeploy'>

interface WorkloadRow extends Omit<WorkloadRecord, 'source' | 'gate'> {
  source: string
  settleMs: number
  gateTimeoutMs: number
}

const rowColumns = `
  id, name, kind AS "sourceKind", ref_id AS "refId", host_id AS "hostId", parent_id AS "parentId", source,
  settle_ms AS "settleMs", gate_timeout_ms AS "gateTimeoutMs", stop_timeout_ms AS "stopTimeoutMs",
  history_limit AS "historyLimit", image_limit AS "imageLimit", created_at AS "createdAt", updated_at AS "updatedAt"`

/** The table of workloads. */
export class WorkloadStore {
  readonly #statements: ReturnType<typeof prepare>

  constructor(db: Database.Database) {
    this.#statements = prepare(db)
  }

  /** By name. */
  list(): WorkloadRecord[] {
    return (this.#statements.list.all() as WorkloadRow[]).map(recordOf)
  }

  get(id: string): WorkloadRecord | null {
    const row = this.#statements.get.get(id) as WorkloadRow | undefined
    return row === undefined ? null : recordOf(row)
  }

  insert(record: WorkloadRecord): void {
    this.#statements.insert.run(rowOf(record))
  }

  update(record: WorkloadRecord): void {
    this.#statements.update.run(rowOf(record))
  }

  /** Takes the ledger, the containers index and the kept images along. */
  remove(id: string): void {
    this.#statements.remove.run(id)
  }

  /** Id of the workload that has the name, whatever the case of its letters. */
  idByName(name: string): string | null {
    return this.#idFrom(this.#statements.idByName.get(name))
  }

  idByRef(sourceKind: string, refId: string): string | null {
    return this.#idFrom(this.#statements.idByRef.get(sourceKind, refId))
  }

  /** Whether `ancestorId` is the workload itself or one of its ancestors. */
  isAncestorOrSelf(ancestorId: string, id: string): boolean {
    return this.#statements.isAncestor.get({ id, ancestorId }) !== undefined
  }

  hostExists(hostId: string): boolean {
    return this.#statements.hostExists.get(hostId) !== undefined
  }

  /** Marks whether the workload's containers may differ from what the ledger says. */
  setUnsettled(id: string, unsettled: boolean): void {
    this.#statements.setUnsettled.run(unsettled ? 1 : 0, id)
  }

  isUnsettled(id: string): boolean {
    return this.#statements.isUnsettled.get(id) !== undefined
  }

  /** Ids of the workloads on a host whose containers have to be put right. */
  unsettledOn(hostId: string): string[] {
    return this.#statements.unsettledOn.all(hostId).map((row) => (row as { id: string }).id)
  }

  #idFrom(row: unknown): string | null {
    return row === undefined ? null : (row as { id: string }).id
  }
}

function recordOf({ source, settleMs, gateTimeoutMs, ...plain }: WorkloadRow): WorkloadRecord {
  return {
    ...plain,
    source: JSON.parse(source) as Record<string, unknown>,
    gate: { settleMs, timeoutMs: gateTimeoutMs },
  }
}

function rowOf({ source, gate, ...plain }: WorkloadRecord): WorkloadRow {
  return { ...plain, source: JSON.stringify(source), settleMs: gate.settleMs, gateTimeoutMs: gate.timeoutMs }
}

function prepare(db: Database.Database) {
  return {
    list: db.prepare(`SELECT ${rowColumns} FROM workloads ORDER BY name COLLATE NOCASE`),
    get: db.prepare(`SELECT ${rowColumns} FROM workloads WHERE id = ?`),
    insert: db.prepare(`
      INSERT INTO workloads (id, name, kind, ref_id, host_id, parent_id, source, settle_ms, gate_timeout_ms,
        stop_timeout_ms, history_limit, image_limit, created_at, updated_at)
      VALUES (@id, @name, @sourceKind, @refId, @hostId, @parentId, @source, @settleMs, @gateTimeoutMs,
        @stopTimeoutMs, @historyLimit, @imageLimit, @createdAt, @updatedAt)`),
    update: db.prepare(`
      UPDATE workloads SET name = @name, kind = @sourceKind, ref_id = @refId, host_id = @hostId,
        parent_id = @parentId, source = @source, settle_ms = @settleMs, gate_timeout_ms = @gateTimeoutMs,
        stop_timeout_ms = @stopTimeoutMs, history_limit = @historyLimit, image_limit = @imageLimit,
        updated_at = @updatedAt
      WHERE id = @id`),
    remove: db.prepare('DELETE FROM workloads WHERE id = ?'),
    idByName: db.prepare('SELECT id FROM workloads WHERE name = ?'),
    idByRef: db.prepare('SELECT id FROM workloads WHERE kind = ? AND ref_id = ?'),
    isAncestor: db.prepare(`
      WITH RECURSIVE line (id) AS (
        SELECT @id UNION SELECT parent_id FROM workloads JOIN line USING (id) WHERE parent_id IS NOT NULL)
      SELECT 1 FROM line WHERE id = @ancestorId`),
    hostExists: db.prepare('SELECT 1 FROM hosts WHERE id = ?'),
    setUnsettled: db.prepare('UPDATE workloads SET unsettled = ? WHERE id = ?'),
    isUnsettled: db.prepare('SELECT 1 FROM workloads WHERE id = ? AND unsettled = 1'),
    unsettledOn: db.prepare('SELECT id FROM workloads WHERE host_id = ? AND unsettled = 1'),
  }
}
