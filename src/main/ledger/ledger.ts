import { randomUUID } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { DeployConfig } from '../../contract/deploy.ts'
import { Failure } from '../../contract/failure.ts'
import {
  assignmentsOf,
  entryOf,
  type LedgerClosing,
  type LedgerDetail,
  type LedgerEntry,
  type LedgerProgress,
  type LedgerRequest,
  type LedgerRow,
  rowColumns,
} from './entry.ts'

interface Limits {
  readonly historyLimit: number
  readonly imageLimit: number
}

/** When an entry finished, or started when it has not finished. */
export interface LedgerMark extends Pick<LedgerEntry, 'id' | 'seq' | 'kind' | 'outcome'> {
  readonly ts: number
}

const superseded: LedgerClosing = { outcome: 'superseded', errorCode: 'superseded' }

/** The record of deploys: an entry opens, is filled in while it is open, closes once, and is never edited after that. */
export class Ledger {
  readonly #db: Database.Database
  readonly #onChange: (entry: LedgerEntry) => void
  readonly #now: () => number
  readonly #statements: ReturnType<typeof prepare>
  readonly #updates = new Map<string, Database.Statement>()

  /** `onChange` hears of every entry that opened, moved on or closed, after its transaction has committed. */
  constructor(db: Database.Database, onChange: (entry: LedgerEntry) => void, now: () => number = Date.now) {
    this.#db = db
    this.#onChange = onChange
    this.#now = now
    this.#statements = prepare(db)
  }

  /** Opens a `queued` entry with the workload's next number, closes the one whose place it takes as `superseded`,
   *  and prunes beyond the workload's limits.
   *  @throws Failure `not_found` when the workload is gone */
  open(request: LedgerRequest, supersededId?: string): LedgerEntry {
    const id = randomUUID()
    this.#transaction(() => {
      const taken = this.#statements.takeSeq.get(request.workloadId) as ({ seq: number } & Limits) | undefined
      if (taken === undefined) throw new Failure('not_found', { kind: 'workload', id: request.workloadId })
      const { seq, ...limits } = taken
      if (supersededId !== undefined) this.#finish(supersededId, superseded)
      this.#insert({
        triggerId: null,
        deliveryId: null,
        rollbackOf: null,
        promotedFrom: null,
        configMode: null,
        ...request,
        id,
        seq,
        outcome: 'queued',
        queuedAt: this.#now(),
      })
      this.#prune(request.workloadId, limits)
    })
    if (supersededId !== undefined) this.#changed(supersededId)
    return this.#changed(id)
  }

  /** Marks a queued entry as running. */
  start(id: string): LedgerEntry {
    this.#update(id, { outcome: 'running', startedAt: this.#now() })
    return this.#changed(id)
  }

  /** Puts a running entry that has not touched anything back into the queue. */
  requeue(id: string): LedgerEntry {
    this.#update(id, { outcome: 'queued', startedAt: null, phase: null })
    return this.#changed(id)
  }

  /** Fills in what became known. */
  progress(id: string, progress: LedgerProgress): LedgerEntry {
    this.#update(id, progress)
    return this.#changed(id)
  }

  /** Closes an entry; `alongside` is written in the same transaction. Closing twice throws. */
  close(id: string, closing: LedgerClosing, alongside?: () => void): LedgerEntry {
    this.#transaction(() => {
      this.#finish(id, closing)
      alongside?.()
    })
    return this.#changed(id)
  }

  /** Newest first, at most `limit`, with numbers below `before`. */
  list(workloadId: string, limit: number, before = Number.MAX_SAFE_INTEGER): LedgerEntry[] {
    return (this.#statements.list.all(workloadId, before, limit) as LedgerRow[]).map(entryOf)
  }

  get(id: string): LedgerEntry | null {
    const row = this.#statements.get.get(id) as LedgerRow | undefined
    return row === undefined ? null : entryOf(row)
  }

  /** The entry together with the configuration it ran with. */
  detail(id: string): LedgerDetail | null {
    const entry = this.get(id)
    if (entry === null) return null
    const { config } = this.#statements.config.get(id) as { config: string | null }
    return { ...entry, config: config === null ? null : (JSON.parse(config) as DeployConfig) }
  }

  /** The newest successful entry: what runs now. */
  current(workloadId: string): LedgerEntry | null {
    return this.successes(workloadId, 1)[0] ?? null
  }

  /** Successful entries, newest first. */
  successes(workloadId: string, limit: number): LedgerEntry[] {
    return (this.#statements.successes.all(workloadId, limit) as LedgerRow[]).map(entryOf)
  }

  /** The marks of entries that finished, or else started, within [from, to); oldest first. */
  within(workloadId: string, from: number, to: number): LedgerMark[] {
    return this.#statements.within.all({ workloadId, from, to }) as LedgerMark[]
  }

  /** Entries that have not closed, oldest first. */
  unfinished(): LedgerEntry[] {
    return (this.#statements.unfinished.all() as LedgerRow[]).map(entryOf)
  }

  /** References that entries on a host ask for which have not closed. */
  openReferencesOn(hostId: string): string[] {
    return this.unfinished()
      .filter((entry) => entry.hostId === hostId)
      .map(({ reference }) => reference)
  }

  #changed(id: string): LedgerEntry {
    const entry = this.get(id)
    if (entry === null) throw new Error('A ledger entry vanished while it was written.')
    this.#onChange(entry)
    return entry
  }

  /** The clock may have been set back since the start. */
  #finish(id: string, closing: LedgerClosing): void {
    const { queuedAt, startedAt } = this.get(id) ?? { queuedAt: 0, startedAt: null }
    this.#update(id, { ...closing, finishedAt: Math.max(this.#now(), startedAt ?? queuedAt) })
  }

  #prune(workloadId: string, limits: Limits): void {
    this.#statements.prune.run({ workloadId, ...limits })
  }

  #insert(fields: Partial<LedgerEntry>): void {
    const assigned = assignmentsOf(fields)
    const names = Object.keys(assigned)
    const sql = `INSERT INTO deploy_history (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`
    this.#prepared(sql).run(assigned)
  }

  #update(id: string, fields: LedgerProgress & Partial<LedgerEntry>): void {
    const assigned = assignmentsOf(fields)
    const names = Object.keys(assigned)
    if (names.length === 0) return
    const sql = `UPDATE deploy_history SET ${names.map((name) => `${name} = @${name}`).join(', ')} WHERE id = @entryId`
    this.#prepared(sql).run({ ...assigned, entryId: id })
  }

  /** One prepared statement per set of columns; there are a dozen of them. */
  #prepared(sql: string): Database.Statement {
    const known = this.#updates.get(sql)
    if (known !== undefined) return known
    const statement = this.#db.prepare(sql)
    this.#updates.set(sql, statement)
    return statement
  }

  #transaction(write: () => void): void {
    this.#db.transaction(write).immediate()
  }
}

function prepare(db: Database.Database) {
  return {
    takeSeq: db.prepare(`
      UPDATE workloads SET next_seq = next_seq + 1 WHERE id = ?
      RETURNING next_seq - 1 AS seq, history_limit AS "historyLimit", image_limit AS "imageLimit"`),
    list: db
      .prepare(
        `SELECT ${rowColumns} FROM deploy_history WHERE workload_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
      )
      .raw(),
    get: db.prepare(`SELECT ${rowColumns} FROM deploy_history WHERE id = ?`).raw(),
    config: db.prepare('SELECT config FROM deploy_history WHERE id = ?'),
    successes: db
      .prepare(`
      SELECT ${rowColumns} FROM deploy_history INDEXED BY deploy_history_success
      WHERE workload_id = ? AND outcome = 'succeeded' ORDER BY seq DESC LIMIT ?`)
      .raw(),
    // A row is read only for an entry in the window: its configuration makes it long.
    within: db.prepare(`
      SELECT id, seq, kind, outcome, finished_at AS ts FROM deploy_history INDEXED BY deploy_history_finished
      WHERE workload_id = @workloadId AND finished_at >= @from AND finished_at < @to
      UNION ALL
      SELECT id, seq, kind, outcome, started_at FROM deploy_history INDEXED BY deploy_history_open
      WHERE finished_at IS NULL AND workload_id = @workloadId AND started_at >= @from AND started_at < @to
      ORDER BY ts, seq`),
    unfinished: db
      .prepare(
        `SELECT ${rowColumns} FROM deploy_history WHERE finished_at IS NULL ORDER BY queued_at, workload_id, seq`,
      )
      .raw(),
    // Never an entry that is open, nor the target of an open rollback, nor one whose image is kept; the current one is
    // the newest success, so it is among those.
    prune: db.prepare(`
      DELETE FROM deploy_history
      WHERE workload_id = @workloadId
        AND seq <= (
          SELECT seq FROM deploy_history INDEXED BY deploy_history_seq
          WHERE workload_id = @workloadId ORDER BY seq DESC LIMIT 1 OFFSET @historyLimit)
        AND finished_at IS NOT NULL
        AND id NOT IN (
          SELECT rollback_of FROM deploy_history INDEXED BY deploy_history_open
          WHERE finished_at IS NULL AND workload_id = @workloadId AND rollback_of IS NOT NULL)
        AND seq NOT IN (
          SELECT seq FROM deploy_history INDEXED BY deploy_history_success
          WHERE workload_id = @workloadId AND outcome = 'succeeded' ORDER BY seq DESC LIMIT @imageLimit)`),
  }
}
