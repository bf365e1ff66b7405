import type Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { openStore } from '../db/open.ts'
import type { LedgerClosing, LedgerEntry } from './entry.ts'
import { Ledger } from './ledger.ts'

const succeeded: LedgerClosing = { outcome: 'succeeded', errorCode: null }
const failed: LedgerClosing = { outcome: 'failed', errorCode: 'image_not_found' }

let db: Database.Database
let changes: LedgerEntry[]
let clock: number
let ledger: Ledger

function addWorkload(id: string, limits = { historyLimit: 50, imageLimit: 5 }): void {
  db.prepare(`
    INSERT INTO workloads (id, name, kind, ref_id, host_id, source, settle_ms, gate_timeout_ms, stop_timeout_ms,
      history_limit, image_limit, created_at, updated_at)
    VALUES (?, ?, 'image', ?, 'local', '{}', 0, 1000, 1000, ?, ?, 0, 0)`).run(
    id,
    id,
    id,
    limits.historyLimit,
    limits.imageLimit,
  )
}

function open(workloadId = 'web', reference = 'web:1'): LedgerEntry {
  return ledger.open({
    workloadId,
    kind: 'deploy',
    reason: 'manual',
    actor: 'local',
    hostId: 'local',
    sourceKind: 'image',
    reference,
  })
}

function record(closing: LedgerClosing, workloadId = 'web'): LedgerEntry {
  const { id } = open(workloadId)
  ledger.start(id)
  return ledger.close(id, closing)
}

beforeEach(() => {
  db = openStore(':memory:')
  changes = []
  clock = 100
  ledger = new Ledger(
    db,
    (entry) => changes.push(entry),
    () => ++clock,
  )
  addWorkload('web')
})

describe('an entry', () => {
  it('opens queued, with the workload’s next number and nothing known yet', () => {
    expect(open()).toMatchObject({
      seq: 1,
      outcome: 'queued',
      reference: 'web:1',
      pinned: null,
      phase: null,
      startedAt: null,
      finishedAt: null,
    })
    expect(open().seq).toBe(2)
  })

  it('is filled in while it is open and reads back as written', () => {
    const { id } = open()
    const pinned = {
      reference: 'docker.io/library/web:1',
      digest: null,
      imageId: 'sha256:1',
      platform: 'linux/amd64',
    }
    const config = { source: { reference: 'web:1' }, gate: { settleMs: 1, timeoutMs: 2 }, stopTimeoutMs: 3 }
    ledger.start(id)
    ledger.progress(id, { phase: 'gate', pinned, config, configHash: 'abc' })
    ledger.close(id, { ...failed, exitCode: 3, healthStatus: 'unhealthy' })
    expect(ledger.detail(id)).toMatchObject({
      phase: 'gate',
      pinned,
      config,
      configHash: 'abc',
      outcome: 'failed',
      errorCode: 'image_not_found',
      exitCode: 3,
      healthStatus: 'unhealthy',
      finishedAt: expect.any(Number),
    })
  })

  it('closes once: neither the ledger nor SQL itself edits it after that', () => {
    const { id } = record(succeeded)
    expect(() => ledger.close(id, failed)).toThrow('never edited')
    expect(() => ledger.progress(id, { phase: 'gate' })).toThrow('never edited')
    expect(() => db.prepare(`UPDATE deploy_history SET actor = 'x'`).run()).toThrow('never edited')
    expect(ledger.get(id)?.outcome).toBe('succeeded')
  })

  it('closes together with what is written alongside, or not at all', () => {
    const { id } = open()
    const breakOff = () => {
      db.prepare('DELETE FROM settings').run()
      throw new Error('no index today')
    }
    expect(() => ledger.close(id, succeeded, breakOff)).toThrow('no index today')
    expect(ledger.get(id)?.finishedAt).toBeNull()
  })

  it('takes the place of one that waits in one step, which cannot be torn', () => {
    const waiting = open()
    const broken = { ...waiting, workloadId: 'nobody' }
    expect(() => ledger.open(broken, waiting.id)).toThrow('nothing with this id')
    expect(ledger.get(waiting.id)?.outcome).toBe('queued')
    ledger.open({ ...waiting, actor: 'token:ci' }, waiting.id)
    expect(ledger.get(waiting.id)).toMatchObject({ outcome: 'superseded', errorCode: 'superseded' })
  })

  it('never ends before it has begun, also when the clock is set back', () => {
    const { id, queuedAt } = open()
    clock = 0
    expect(ledger.close(id, failed).finishedAt).toBe(queuedAt)
  })

  it('tells of each step in order', () => {
    record(succeeded)
    expect(changes.map(({ outcome }) => outcome)).toEqual(['queued', 'running', 'succeeded'])
  })
})

describe('the list', () => {
  it('goes newest first and page by page', () => {
    for (let n = 0; n < 5; n += 1) record(succeeded)
    expect(ledger.list('web', 2).map(({ seq }) => seq)).toEqual([5, 4])
    expect(ledger.list('web', 2, 4).map(({ seq }) => seq)).toEqual([3, 2])
    expect(ledger.list('web', 2, 2).map(({ seq }) => seq)).toEqual([1])
  })

  it('names as current the newest success, whatever failed after it', () => {
    record(succeeded)
    const current = record(succeeded)
    record(failed)
    expect(ledger.current('web')?.id).toBe(current.id)
    expect(ledger.successes('web', 10).map(({ seq }) => seq)).toEqual([2, 1])
  })

  it('finds what has not closed, oldest first, over all workloads', () => {
    addWorkload('api')
    record(failed)
    const first = open('web')
    const second = open('api')
    expect(ledger.unfinished().map(({ id }) => id)).toEqual([first.id, second.id])
  })
})

describe('marks within a window', () => {
  it('are of entries that finished in it, or have started in it and not finished, oldest first', () => {
    const first = record(succeeded)
    const second = record(failed)
    const running = ledger.start(open().id)
    open()
    addWorkload('api')
    record(succeeded, 'api')
    const all = ledger.within('web', 0, 1_000)
    expect(all).toEqual([
      { id: first.id, seq: 1, kind: 'deploy', outcome: 'succeeded', ts: first.finishedAt },
      { id: second.id, seq: 2, kind: 'deploy', outcome: 'failed', ts: second.finishedAt },
      { id: running.id, seq: 3, kind: 'deploy', outcome: 'running', ts: running.startedAt },
    ])
    const [from = 0, to = 0] = all.slice(1).map(({ ts }) => ts)
    expect(ledger.within('web', from, to).map(({ seq }) => seq)).toEqual([2])
  })
})

describe('pruning', () => {
  beforeEach(() => addWorkload('small', { historyLimit: 3, imageLimit: 2 }))

  it('keeps the newest entries of each workload and leaves others alone', () => {
    for (let n = 0; n < 6; n += 1) {
      record(failed, 'small')
      record(failed, 'web')
    }
    expect(ledger.list('small', 50).map(({ seq }) => seq)).toEqual([6, 5, 4])
    expect(ledger.list('web', 50)).toHaveLength(6)
  })

  it('never takes the current entry, nor the successes whose images are kept', () => {
    record(succeeded, 'small')
    record(succeeded, 'small')
    record(succeeded, 'small')
    for (let n = 0; n < 6; n += 1) record(failed, 'small')
    expect(ledger.list('small', 50).map(({ seq }) => seq)).toEqual([9, 8, 7, 3, 2])
    expect(ledger.current('small')?.seq).toBe(3)
  })

  it('never takes an entry that is open', () => {
    const waiting = open('small')
    for (let n = 0; n < 6; n += 1) record(failed, 'small')
    expect(ledger.get(waiting.id)?.outcome).toBe('queued')
  })

  it('never takes the entry that a waiting rollback goes back to', () => {
    const target = record(succeeded, 'small')
    for (let n = 0; n < 2; n += 1) record(succeeded, 'small')
    const rollback = ledger.open({
      workloadId: 'small',
      kind: 'rollback',
      reason: 'rollback',
      actor: 'local',
      hostId: 'local',
      sourceKind: 'image',
      reference: 'web:1',
      rollbackOf: target.id,
    })
    expect(ledger.get(target.id)?.seq).toBe(1)
    ledger.close(rollback.id, failed)
    record(failed, 'small')
    expect(ledger.get(target.id)).toBeNull()
  })

  it('never gives a number out twice', () => {
    for (let n = 0; n < 6; n += 1) record(failed, 'small')
    db.prepare(`DELETE FROM deploy_history WHERE workload_id = 'small'`).run()
    expect(open('small').seq).toBe(7)
  })

  it('goes with the workload', () => {
    const { id } = record(succeeded, 'small')
    db.prepare(`DELETE FROM workloads WHERE id = 'small'`).run()
    expect(ledger.get(id)).toBeNull()
  })
})
