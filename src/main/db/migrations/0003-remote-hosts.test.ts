import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate, migrations } from '../migrate.ts'

it('keeps this computer, its apps and its deploys, none of which waits', () => {
  const db = new Database(':memory:')
  migrate(db, migrations.slice(0, 2))
  db.prepare(
    `INSERT INTO workloads (id, name, kind, ref_id, host_id, source, settle_ms, gate_timeout_ms, stop_timeout_ms,
       history_limit, image_limit, created_at, updated_at)
     VALUES ('w', 'web', 'image', 'w', 'local', '{}', 1, 1, 1, 1, 1, 1, 1)`,
  ).run()
  db.prepare(
    `INSERT INTO deploy_history (workload_id, seq, id, kind, reason, actor, host_id, source_kind, reference, outcome,
       queued_at)
     VALUES ('w', 1, 'd', 'deploy', 'manual', 'local', 'local', 'image', 'web:1', 'queued', 1)`,
  ).run()

  migrate(db, migrations.slice(0, 3))

  expect(db.prepare('SELECT id, kind, endpoint, engine, last_seen_at AS seen FROM hosts').all()).toEqual([
    { id: 'local', kind: 'local', endpoint: null, engine: null, seen: null },
  ])
  expect(db.prepare('SELECT waits_for_host AS waits FROM deploy_history').all()).toEqual([{ waits: 0 }])
  const add = db.prepare(`INSERT INTO hosts (id, name, kind, created_at) VALUES (?, ?, 'ssh', 1)`)
  add.run('h1', 'edge')
  expect(() => add.run('h2', 'EDGE')).toThrow(/UNIQUE/)
  expect(() => db.prepare(`UPDATE hosts SET kind = 'magic'`).run()).toThrow(/CHECK/)
  db.close()
})
