import { randomUUID, timingSafeEqual } from 'node:crypto'
import type { Database, Statement } from 'better-sqlite3'
import { Failure } from '../../contract/failure.ts'
import { invalidField } from '../../contract/invalid-input.ts'
import type { Caller, Role, Token, TokenCreate, TokenCreated } from '../../contract/token.ts'
import { readBootstrapToken } from './bootstrap-token.ts'
import { generateToken, hashToken, isToken } from './token-value.ts'

interface TokenRow {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly hash: Buffer
  readonly created_at: number
  readonly expires_at: number | null
  readonly last_used_at: number | null
}

/** The ledger's name for the token in the data folder; no token of the table may take it. */
const bootstrapName = 'bootstrap'
/** A write at every request would cost more than the answer is worth. */
const lastUsedEveryMs = 60_000

/** Access tokens of the API. Only their hashes are stored. */
export class Tokens {
  readonly #now: () => number
  readonly #bootstrapHash: Buffer
  readonly #selectAll: Statement<[], TokenRow>
  readonly #selectByName: Statement<[string], TokenRow>
  readonly #selectByHash: Statement<[Buffer], TokenRow>
  readonly #insert: Statement<[string, string, Role, Buffer, number, number | null]>
  readonly #delete: Statement<[string]>
  readonly #touch: Statement<[number, string]>
  readonly #onRemoved = new Set<() => void>()

  /** Makes the data folder's own token when there is none. */
  constructor(database: Database, dataFolder: string, now: () => number = Date.now) {
    this.#now = now
    this.#bootstrapHash = hashToken(readBootstrapToken(dataFolder))
    this.#selectAll = database.prepare('SELECT * FROM tokens ORDER BY created_at, id')
    this.#selectByName = database.prepare('SELECT * FROM tokens WHERE name = ?')
    this.#selectByHash = database.prepare('SELECT * FROM tokens WHERE hash = ?')
    this.#insert = database.prepare(
      'INSERT INTO tokens (id, name, role, hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#delete = database.prepare('DELETE FROM tokens WHERE id = ?')
    this.#touch = database.prepare('UPDATE tokens SET last_used_at = ? WHERE id = ?')
  }

  /** Oldest first. */
  list(): Token[] {
    return this.#selectAll.all().map(toToken)
  }

  create({ name, role, expiresAt }: TokenCreate): TokenCreated {
    const now = this.#now()
    if (expiresAt !== null && expiresAt <= now) {
      throw invalidField('expiresAt', 'Give a time that lies in the future, or null.')
    }
    if (name === bootstrapName || this.#selectByName.get(name) !== undefined) {
      throw new Failure('name_taken', { name })
    }
    const id = randomUUID()
    const token = generateToken()
    this.#insert.run(id, name, role, hashToken(token), now, expiresAt)
    return { id, name, role, createdAt: now, expiresAt, lastUsedAt: null, token }
  }

  remove(id: string): void {
    if (this.#delete.run(id).changes === 0) throw new Failure('not_found', { kind: 'token', id })
    for (const listener of this.#onRemoved) listener()
  }

  /** Calls the listener whenever a token has been removed. */
  onRemoved(listener: () => void): void {
    this.#onRemoved.add(listener)
  }

  /** Null when the token is unknown, expired or revoked. */
  authenticate(token: string): Caller | null {
    if (!isToken(token)) return null
    const hash = hashToken(token)
    if (timingSafeEqual(hash, this.#bootstrapHash)) return { role: 'admin', actor: `token:${bootstrapName}` }
    // The search's timing tells at most of the hash, which nobody can steer without having the token.
    const row = this.#selectByHash.get(hash)
    if (row === undefined || !timingSafeEqual(hash, row.hash)) return null
    const now = this.#now()
    if (row.expires_at !== null && row.expires_at <= now) return null
    if (now - (row.last_used_at ?? 0) >= lastUsedEveryMs) this.#touch.run(now, row.id)
    return { role: row.role, actor: `token:${row.name}` }
  }
}

function toToken(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  }
}
