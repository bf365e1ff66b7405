import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readBootstrapToken } from './bootstrap-token.ts'
import { Tokens } from './tokens.ts'

let folder: string
let database: Database
let now: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-tokens-'))
  database = new Sqlite(join(folder, 'test.db'))
  database.exec(
    'CREATE TABLE tokens (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, hash BLOB NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER, last_used_at INTEGER) STRICT',
  )
  now = 1_800_000_000_000
})

afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

function open(): Tokens {
  return new Tokens(database, folder, () => now)
}

describe('tokens', () => {
  it('authenticates a token it made, with its role and name', () => {
    const tokens = open()
    const { token } = tokens.create({ name: 'ci', role: 'viewer', expiresAt: null })

    expect(token).toMatch(/^slipway_[A-Za-z0-9_-]{43}$/)
    expect(tokens.authenticate(token)).toEqual({ role: 'viewer', actor: 'token:ci' })
  })

  it('lists tokens without the tokens themselves', () => {
    const tokens = open()
    const { token, ...created } = tokens.create({ name: 'ci', role: 'admin', expiresAt: null })

    expect(tokens.list()).toEqual([created])
    expect(JSON.stringify(tokens.list())).not.toContain(token)
  })

  it('stores the hash and never the token', () => {
    const { token } = open().create({ name: 'ci', role: 'admin', expiresAt: null })
    database.close()

    expect(readFileSync(join(folder, 'test.db')).includes(token.slice('slipway_'.length))).toBe(false)
    database = new Sqlite(join(folder, 'test.db'))
  })

  it.each(['', 'slipway_', `slipway_${'A'.repeat(43)}`, 'Bearer x', 'x'.repeat(100_000)])(
    'refuses a token it does not know (%#)',
    (token) => {
      expect(open().authenticate(token)).toBeNull()
    },
  )

  it('refuses a token that was removed', () => {
    const tokens = open()
    const { id, token } = tokens.create({ name: 'ci', role: 'admin', expiresAt: null })

    tokens.remove(id)

    expect(tokens.authenticate(token)).toBeNull()
    expect(() => tokens.remove(id)).toThrow(
      expect.objectContaining({ code: 'not_found', data: { kind: 'token', id } }),
    )
  })

  it('tells of a removal once the token is refused, and of none that failed', () => {
    const tokens = open()
    const { id, token } = tokens.create({ name: 'ci', role: 'admin', expiresAt: null })
    const seen: unknown[] = []
    tokens.onRemoved(() => seen.push(tokens.authenticate(token)))

    tokens.remove(id)
    expect(() => tokens.remove(id)).toThrow()

    expect(seen).toEqual([null])
  })

  it('refuses a token from the moment it expires', () => {
    const tokens = open()
    const { token } = tokens.create({ name: 'ci', role: 'admin', expiresAt: now + 1_000 })
    expect(tokens.authenticate(token)).not.toBeNull()

    now += 1_000

    expect(tokens.authenticate(token)).toBeNull()
  })

  it('refuses an expiry that has passed already', () => {
    expect(() => open().create({ name: 'ci', role: 'admin', expiresAt: now })).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        data: expect.objectContaining({ path: 'expiresAt' }),
      }),
    )
  })

  it.each(['ci', 'bootstrap'])('refuses the name %s when it is taken', (name) => {
    const tokens = open()
    tokens.create({ name: 'ci', role: 'admin', expiresAt: null })

    expect(() => tokens.create({ name, role: 'viewer', expiresAt: null })).toThrow(
      expect.objectContaining({ code: 'name_taken', data: { name } }),
    )
  })

  it('writes the last use at most once a minute', () => {
    const tokens = open()
    const { token } = tokens.create({ name: 'ci', role: 'admin', expiresAt: null })
    const lastUsed = () => tokens.list()[0]?.lastUsedAt
    const first = now
    tokens.authenticate(token)
    now += 59_999
    tokens.authenticate(token)
    expect(lastUsed()).toBe(first)

    now += 1
    tokens.authenticate(token)

    expect(lastUsed()).toBe(now)
  })
})

describe('the token of the data folder', () => {
  it('is made on first use, readable by the owner alone, and is an admin', () => {
    const tokens = open()
    const token = readFileSync(join(folder, 'token'), 'utf8').trim()

    expect(statSync(join(folder, 'token')).mode & 0o777).toBe(0o600)
    expect(tokens.authenticate(token)).toEqual({ role: 'admin', actor: 'token:bootstrap' })
    expect(tokens.list()).toEqual([])
  })

  it('is kept over restarts', () => {
    const token = readBootstrapToken(folder)

    expect(readBootstrapToken(folder)).toBe(token)
    expect(open().authenticate(token)).not.toBeNull()
  })

  it('has a mode that was widened narrowed again', () => {
    readBootstrapToken(folder)
    chmodSync(join(folder, 'token'), 0o644)

    readBootstrapToken(folder)

    expect(statSync(join(folder, 'token')).mode & 0o777).toBe(0o600)
  })

  it('is made anew when the file holds no token', () => {
    writeFileSync(join(folder, 'token'), 'slipway_half')

    const token = readBootstrapToken(folder)

    expect(token).toMatch(/^slipway_.{43}$/)
    expect(readBootstrapToken(folder)).toBe(token)
    expect(existsSync(join(folder, `token.${process.pid}.new`))).toBe(false)
  })
})
