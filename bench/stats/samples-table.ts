import { join } from 'node:path'
import Database from 'better-sqlite3'
import { containerCount, containersEach, dayMs, intervalMs, usedBy } from './usage.ts'

/** A way to keep samples without any rollup, filled and ready. */
export interface SamplesTable {
  readonly name: string
  /** The workload's sum in 300 buckets, average and maximum; returns how many there are. */
  read(workload: number, from: number, to: number): number
  /** One round of every container, in one transaction. */
  insert(ts: number): void
  close(): void
}

interface Layout {
  readonly name: string
  readonly sql: string
}

const columns =
  'workload INTEGER NOT NULL, container INTEGER NOT NULL, ts INTEGER NOT NULL, cpu INTEGER NOT NULL, memory INTEGER NOT NULL'

/** What people use, and what issue trackers of theirs complain about. */
export const layouts: readonly Layout[] = [
  {
    name: 'row id, index by container and time',
    sql: `CREATE TABLE samples (${columns}) STRICT; CREATE INDEX by_container ON samples (container, ts);`,
  },
  {
    name: 'keyed by workload, time, container',
    sql: `CREATE TABLE samples (${columns}, PRIMARY KEY (workload, ts, container)) STRICT, WITHOUT ROWID;`,
  },
  {
    name: 'keyed by time, container',
    sql: `CREATE TABLE samples (${columns}, PRIMARY KEY (ts, container)) STRICT, WITHOUT ROWID;`,
  },
]

/** The same durability as Slipway's ledger has, the same units, a week of samples: 4 million rows. */
export function samplesTable(
  folder: string,
  { name, sql }: Layout,
  beginTs: number,
  endTs: number,
): SamplesTable {
  const db = new Database(join(folder, `${name.replaceAll(/\W+/g, '-')}.db`))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('wal_autocheckpoint = 4000')
  db.exec(sql)
  const add = db.prepare('INSERT INTO samples (workload, container, ts, cpu, memory) VALUES (?, ?, ?, ?, ?)')
  const addRound = (ts: number) => {
    for (let container = 0; container < containerCount; container += 1) {
      const { cpu, memory } = usedBy(container, ts)
      add.run(Math.floor(container / containersEach), container, ts, cpu, memory)
    }
  }
  const insert = db.transaction(addRound)
  const addDay = db.transaction((from: number, to: number) => {
    for (let ts = from; ts < to; ts += intervalMs) addRound(ts)
  })
  for (let from = beginTs; from < endTs; from += dayMs) addDay(from, Math.min(endTs, from + dayMs))
  db.pragma('wal_checkpoint(TRUNCATE)')
  const reads = new Map<number, Database.Statement>()
  return {
    name,
    read: (workload, from, to) => {
      const bucketMs = Math.ceil((to - from) / 300 / intervalMs) * intervalMs
      const read = reads.get(bucketMs) ?? prepareRead(db, bucketMs)
      reads.set(bucketMs, read)
      const first = workload * containersEach
      return read.all({ workload, first, last: first + containersEach - 1, from, to }).length
    },
    insert: (ts) => insert.immediate(ts),
    close: () => db.close(),
  }
}

/** By the containers' numbers where there is an index on them. */
function prepareRead(db: Database.Database, bucketMs: number): Database.Statement {
  const hasIndex = db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'by_container'`).get() !== undefined
  const those = hasIndex ? 'container BETWEEN @first AND @last' : 'workload = @workload'
  return db.prepare(`
    SELECT ts / ${bucketMs} AS bucket, avg(cpu), max(cpu), avg(memory), max(memory), max(containers)
    FROM (
      SELECT ts, sum(cpu) AS cpu, sum(memory) AS memory, count(*) AS containers FROM samples
      WHERE ${those} AND ts >= @from AND ts < @to GROUP BY ts)
    GROUP BY bucket`)
}
