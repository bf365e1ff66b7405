import type Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openStore } from '../db/open.ts'
import { writeRelaxed } from './store-write.ts'

let db: Database.Database

beforeEach(() => {
  db = openStore(':memory:')
})
afterEach(() => db.close())

const [normal, full] = [1, 2]
const waits = () => db.pragma('synchronous', { simple: true })

it('does not wait for the disk itself, and leaves everybody else waiting for it', () => {
  expect(writeRelaxed(db, waits)).toBe(normal)
  expect(waits()).toBe(full)
})

it('leaves everybody else waiting for the disk when it fails', () => {
  const fail = () => {
    throw new Error('full')
  }
  expect(() => writeRelaxed(db, fail)).toThrow('full')
  expect(db.inTransaction).toBe(false)
  expect(waits()).toBe(full)
})

it('is refused within a transaction that waits for the disk', () => {
  const outer = db.transaction(() => writeRelaxed(db, waits))
  expect(outer).toThrow('inside a transaction')
  expect(waits()).toBe(full)
})
