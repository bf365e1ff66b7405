import type Database from 'better-sqlite3'
import type { EngineInfo, Host } from '../../contract/host.ts'

/** A host as it is configured, and its engine as last seen. */
export type HostRecord = Pick<
  Host,
  'id' | 'name' | 'kind' | 'endpoint' | 'identityFile' | 'tls' | 'engine' | 'lastSeenAt'
>

interface HostRow extends Omit<HostRecord, 'tls' | 'engine'> {
  readonly tls: string | null
  readonly engine: string | null
}

/** The table of hosts. */
export class HostStore {
  readonly #statements: ReturnType<typeof prepare>
  readonly #now: () => number

  constructor(db: Database.Database, now: () => number = Date.now) {
    this.#statements = prepare(db)
    this.#now = now
  }

  /** This computer first, then in the order in which they were added. */
  list(): HostRecord[] {
    return (this.#statements.list.all() as HostRow[]).map(recordOf)
  }

  get(id: string): HostRecord | null {
    const row = this.#statements.get.get(id) as HostRow | undefined
    return row === undefined ? null : recordOf(row)
  }

  /** Id of the host that has the name, whatever the case of its letters. */
  idByName(name: string): string | null {
    const row = this.#statements.idByName.get(name) as { id: string } | undefined
    return row?.id ?? null
  }

  insert(record: HostRecord): void {
    this.#statements.insert.run({ ...rowOf(record), createdAt: this.#now() })
  }

  update(record: HostRecord): void {
    this.#statements.update.run(rowOf(record))
  }

  remove(id: string): void {
    this.#statements.remove.run(id)
  }

  /** Notes what was last seen of a host; one that is gone meanwhile is no error. */
  noteSeen(id: string, engine: EngineInfo, at: number): void {
    this.#statements.noteSeen.run(JSON.stringify(engine), at, id)
  }

  /** Names of the workloads on a host, in their order. */
  workloadsOn(id: string): string[] {
    return this.#statements.workloadsOn.all(id).map((row) => (row as { name: string }).name)
  }
}

function recordOf({ tls, engine, ...plain }: HostRow): HostRecord {
  return {
    ...plain,
    tls: tls === null ? null : (JSON.parse(tls) as HostRecord['tls']),
    engine: engine === null ? null : (JSON.parse(engine) as EngineInfo),
  }
}

function rowOf({ tls, engine, ...plain }: HostRecord): HostRow {
  return {
    ...plain,
    tls: tls === null ? null : JSON.stringify(tls),
    engine: engine === null ? null : JSON.stringify(engine),
  }
}

const rowColumns = `
  id, name, kind, endpoint, identity_file AS "identityFile", tls, engine, last_seen_at AS "lastSeenAt"`

function prepare(db: Database.Database) {
  return {
    list: db.prepare(`SELECT ${rowColumns} FROM hosts ORDER BY kind <> 'local', created_at, id`),
    get: db.prepare(`SELECT ${rowColumns} FROM hosts WHERE id = ?`),
    idByName: db.prepare('SELECT id FROM hosts WHERE name = ? COLLATE NOCASE'),
    insert: db.prepare(`
      INSERT INTO hosts (id, name, kind, endpoint, identity_file, tls, engine, last_seen_at, created_at)
      VALUES (@id, @name, @kind, @endpoint, @identityFile, @tls, @engine, @lastSeenAt, @createdAt)`),
    update: db.prepare(`
      UPDATE hosts SET name = @name, kind = @kind, endpoint = @endpoint, identity_file = @identityFile, tls = @tls,
        engine = @engine, last_seen_at = @lastSeenAt
      WHERE id = @id`),
    remove: db.prepare('DELETE FROM hosts WHERE id = ?'),
    noteSeen: db.prepare('UPDATE hosts SET engine = ?, last_seen_at = ? WHERE id = ?'),
    workloadsOn: db.prepare('SELECT name FROM workloads WHERE host_id = ? ORDER BY name COLLATE NOCASE'),
  }
}
