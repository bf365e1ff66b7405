import type Database from 'better-sqlite3'
import type { Logger } from '../log/logger.ts'
import { type Sealer, SecretUnreadable } from './sealer.ts'

/** Values that are encrypted at rest, by what they belong to (`host:<id>`) and their name there. */
export class Secrets {
  readonly #sealers: readonly Sealer[]
  readonly #log: Pick<Logger, 'warn'>
  readonly #statements: ReturnType<typeof prepare>

  /** The first of the sealers that can be used seals; each opens what it has sealed. */
  constructor(db: Database.Database, sealers: readonly Sealer[], log: Pick<Logger, 'warn'>) {
    this.#sealers = sealers
    this.#log = log
    this.#statements = prepare(db)
  }

  async set(scope: string, name: string, value: string): Promise<void> {
    const sealer = await this.#firstAvailable()
    this.#statements.set.run(scope, name, await sealer.seal(value, placeOf(scope, name)))
  }

  /** Null when there is none, and when it cannot be opened here, which the log then tells. */
  async get(scope: string, name: string): Promise<string | null> {
    const row = this.#statements.get.get(scope, name) as { sealed: Buffer } | undefined
    if (row === undefined) return null
    try {
      return await this.#open(row.sealed, placeOf(scope, name))
    } catch (error) {
      if (!(error instanceof SecretUnreadable)) throw error
      this.#log.warn({ scope, name, error }, 'a kept secret cannot be opened; it counts as absent')
      return null
    }
  }

  /** Names of what is kept for a scope, in their order; whether each can be opened shows when it is read. */
  names(scope: string): string[] {
    return this.#statements.names.all(scope).map((row) => (row as { name: string }).name)
  }

  /** One that is not there is no error. */
  remove(scope: string, name: string): void {
    this.#statements.remove.run(scope, name)
  }

  /** Removes all that is kept for a scope. */
  removeAll(scope: string): void {
    this.#statements.removeAll.run(scope)
  }

  async #open(sealed: Buffer, place: string): Promise<string> {
    const sealer = this.#sealers.find(({ mark }) => mark === sealed[0])
    if (sealer === undefined || !(await sealer.isAvailable())) {
      throw new SecretUnreadable('What sealed this value is not to be had here.')
    }
    return await sealer.open(sealed, place)
  }

  async #firstAvailable(): Promise<Sealer> {
    for (const sealer of this.#sealers) if (await sealer.isAvailable()) return sealer
    throw new Error('There is nothing on this computer to keep a secret with.')
  }
}

/** The pair in one text, which no other pair yields. */
function placeOf(scope: string, name: string): string {
  return JSON.stringify([scope, name])
}

function prepare(db: Database.Database) {
  return {
    set: db.prepare(`
      INSERT INTO secrets (scope, name, sealed) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET sealed = excluded.sealed`),
    get: db.prepare('SELECT sealed FROM secrets WHERE scope = ? AND name = ?'),
    names: db.prepare('SELECT name FROM secrets WHERE scope = ? ORDER BY name'),
    remove: db.prepare('DELETE FROM secrets WHERE scope = ? AND name = ?'),
    removeAll: db.prepare('DELETE FROM secrets WHERE scope = ?'),
  }
}
