import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate, migrations, NewerDatabaseError } from './migrate.ts'
import { openStore } from './open.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-db-'))
  path = join(folder, 'slipway.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('opening the store', () => {
  it('makes it in the newest format, durable and readable by the owner alone', () => {
    const db = openStore(path)
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(db.prepare('SELECT id FROM hosts').all()).toEqual([{ id: 'local' }])
    expect(statSync(path).mode & 0o777).toBe(0o600)
    db.close()
  })

  it('has only STRICT tables', () => {
    const db = openStore(path)
    const tables = db
      .prepare(
        `SELECT name, "strict" AS isStrict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'`,
      )
      .all() as { name: string; isStrict: number }[]
    const loose = tables.filter(({ name, isStrict }) => isStrict === 0 && !name.startsWith('sqlite_'))
    expect(loose).toEqual([])
    db.close()
  })

  it('refuses a file of a newer Slipway and leaves every byte of it alone', () => {
    const newer = new Database(path)
    newer.exec('CREATE TABLE tomorrow (x)')
    newer.pragma(`user_version = ${migrations.length + 1}`)
    newer.close()
    const before = readFileSync(path)
    expect(() => openStore(path)).toThrow(NewerDatabaseError)
    expect(() => openStore(path)).toThrow(/newer Slipway.*Nothing was changed/)
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(folder)).toEqual(['slipway.db'])
  })
})

describe('migrating', () => {
  const next = { version: migrations.length + 1, sql: 'ALTER TABLE workloads ADD COLUMN note TEXT' }

  it('keeps what was there, and a copy of the file as it was before', () => {
    const db = openStore(path)
    db.prepare(`INSERT INTO settings VALUES ('locale', '"ru"')`).run()
    migrate(db, [...migrations, next])
    expect(db.pragma('user_version', { simple: true })).toBe(next.version)
    expect(db.prepare('SELECT value FROM settings').get()).toEqual({ value: '"ru"' })
    db.close()

    const copies = readdirSync(folder).filter((name) => name.includes('.before-'))
    expect(copies).toHaveLength(1)
    expect(statSync(join(folder, copies[0] ?? '')).mode & 0o777).toBe(0o600)
    const copy = new Database(join(folder, copies[0] ?? ''), { readonly: true })
    expect(copy.pragma('user_version', { simple: true })).toBe(migrations.length)
    expect(copy.prepare('SELECT value FROM settings').get()).toEqual({ value: '"ru"' })
    copy.close()
  })

  it('does a step whole or not at all', () => {
    const db = openStore(path)
    const broken = {
      version: next.version,
      sql: 'CREATE TABLE half (x) STRICT; CREATE TABLE half (x INTEGER) STRICT',
    }
    expect(() => migrate(db, [...migrations, broken])).toThrow()
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length)
    expect(db.prepare(`SELECT name FROM sqlite_master WHERE name = 'half'`).all()).toEqual([])
    db.close()
  })
})
