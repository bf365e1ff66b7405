import type Database from 'better-sqlite3'

export type ContainerRole = 'current' | 'candidate' | 'retired'

/** A container that Slipway created, as the store knows it. */
export interface IndexedContainer {
  readonly id: string
  readonly workloadId: string
  readonly deployId: string
  readonly hostId: string
  readonly service: string
  readonly role: ContainerRole
  /** Whether it has to be started to put things right, because a deploy that set out to replace it may have stopped it. */
  readonly shouldRun: boolean
  readonly configHash: string
  readonly createdAt: number
}

type IndexRow = Omit<IndexedContainer, 'shouldRun'> & { shouldRun: number }

const rowColumns = `id, workload_id AS "workloadId", deploy_id AS "deployId", host_id AS "hostId", service, role,
  should_run AS "shouldRun", config_hash AS "configHash", created_at AS "createdAt"`

/** The index that joins containers to workloads: what is in it, Slipway made. */
export class ContainerIndex {
  readonly #statements: ReturnType<typeof prepare>
  readonly #db: Database.Database

  constructor(db: Database.Database) {
    this.#db = db
    this.#statements = prepare(db)
  }

  addCandidate(container: Omit<IndexedContainer, 'role' | 'shouldRun' | 'createdAt'>): void {
    this.#statements.insert.run({ ...container, role: 'candidate', createdAt: Date.now() })
  }

  /** The candidate becomes the current container, and the one before it is retired; part of the caller's transaction. */
  promote(candidateId: string, workloadId: string): void {
    this.#db.transaction(() => {
      this.#statements.retire.run(workloadId)
      this.#statements.setRole.run('current', candidateId)
    })()
  }

  setShouldRun(id: string, shouldRun: boolean): void {
    this.#statements.setShouldRun.run(shouldRun ? 1 : 0, id)
  }

  forget(id: string): void {
    this.#statements.remove.run(id)
  }

  /** All roles. */
  of(workloadId: string): IndexedContainer[] {
    return (this.#statements.of.all(workloadId) as IndexRow[]).map(indexed)
  }

  /** The current containers of all workloads on all hosts. */
  everyCurrent(): IndexedContainer[] {
    return (this.#statements.everyCurrent.all() as IndexRow[]).map(indexed)
  }

  /** Whether a deploy of this id is in the workload's ledger. */
  knowsDeploy(workloadId: string, deployId: string): boolean {
    return this.#statements.knowsDeploy.get(deployId, workloadId) !== undefined
  }

  current(workloadId: string): IndexedContainer | null {
    return this.of(workloadId).find(({ role }) => role === 'current') ?? null
  }
}

function indexed(row: IndexRow): IndexedContainer {
  return { ...row, shouldRun: row.shouldRun === 1 }
}

function prepare(db: Database.Database) {
  return {
    insert: db.prepare(`
      INSERT INTO containers (id, workload_id, deploy_id, host_id, service, role, config_hash, created_at)
      VALUES (@id, @workloadId, @deployId, @hostId, @service, @role, @configHash, @createdAt)`),
    retire: db.prepare(`UPDATE containers SET role = 'retired' WHERE workload_id = ? AND role = 'current'`),
    setRole: db.prepare('UPDATE containers SET role = ?, should_run = 0 WHERE id = ?'),
    setShouldRun: db.prepare('UPDATE containers SET should_run = ? WHERE id = ?'),
    remove: db.prepare('DELETE FROM containers WHERE id = ?'),
    knowsDeploy: db.prepare('SELECT 1 FROM deploy_history WHERE id = ? AND workload_id = ?'),
    of: db.prepare(`SELECT ${rowColumns} FROM containers WHERE workload_id = ? ORDER BY created_at`),
    everyCurrent: db.prepare(
      `SELECT ${rowColumns} FROM containers WHERE role = 'current' ORDER BY created_at`,
    ),
  }
}
