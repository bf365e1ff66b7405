import type Database from 'better-sqlite3'
import { defaultSettings } from '../../src/contract/settings.ts'
import { StatsStore } from '../../src/main/stats/store.ts'
import {
  blockAt,
  hours,
  type Level,
  levels,
  minuteMs,
  minutes,
  samples,
  tenMinutes,
} from '../../src/main/stats/store-levels.ts'
import {
  containerCount,
  containersEach,
  dayMs,
  intervalMs,
  roundAt,
  usedBy,
  workloadCount,
  workloadId,
} from './usage.ts'

/** How long before the end each level reaches back, as the default settings have it. */
const keptMs: ReadonlyMap<Level, number> = new Map([
  [samples, defaultSettings.statsRawHours * 3_600_000],
  [minutes, defaultSettings.statsMinuteDays * dayMs],
  [tenMinutes, defaultSettings.statsTenMinuteDays * dayMs],
  [hours, defaultSettings.statsHourDays * dayMs],
])

/** One bucket of every series of one kind. */
interface Sums {
  rounds: number
  readonly cpuSum: Float64Array
  readonly cpuMax: Float64Array
  readonly memorySum: Float64Array
  readonly memoryMax: Float64Array
}

interface Keys {
  /** By container. */
  readonly containers: readonly number[]
  readonly services: readonly number[]
  readonly workloads: readonly number[]
}

export function addWorkloads(db: Database.Database): void {
  const add = db.prepare(`
    INSERT INTO workloads (id, name, kind, ref_id, host_id, source, settle_ms, gate_timeout_ms, stop_timeout_ms,
      history_limit, image_limit, next_seq, created_at, updated_at)
    VALUES (@id, @id, 'image', @id, 'local', '{}', 7000, 120000, 10000, 50, 5, 1, 0, 0)`)
  for (let workload = 0; workload < workloadCount; workload += 1) add.run({ id: workloadId(workload) })
}

/** The open bucket of a level, and which of its rows are written. */
interface Step {
  readonly level: Level
  readonly open: Sums
  readonly from: number
  readonly until: number
  readonly insert: Database.Statement
}

/** Writes what the product would have written from `beginTs` to `endTs`, in its order, without going through it: a month
 *  would take an hour. Whether it is the same is checked by `agreesWithProduct`. */
export function fill(db: Database.Database, beginTs: number, endTs: number): void {
  const keys = makeKeys(db, beginTs, endTs)
  const insertSample = db.prepare('INSERT INTO stats_samples VALUES (?, ?, ?, ?, ?, ?)')
  const steps = [minutes, tenMinutes, hours].map((level) => stepOf(db, level, beginTs, endTs))
  const samplesFrom = endTs - (keptMs.get(samples) ?? 0)
  const write = db.transaction((from: number, to: number) => {
    for (let ts = from; ts < to; ts += intervalMs) {
      for (const step of steps) closeBefore(step, ts, keys)
      const used = Array.from({ length: containerCount }, (_, container) => usedBy(container, ts))
      for (const { open } of steps) addRound(open, used)
      if (ts >= samplesFrom) insertRound(insertSample, ts, used, keys)
    }
  })
  for (let from = beginTs; from < endTs; from += dayMs) write(from, Math.min(endTs, from + dayMs))
  const close = db.prepare('UPDATE stats_levels SET closed_until = ? WHERE level = ?')
  for (const { level, until } of steps) close.run(until, level.name)
  db.pragma('wal_checkpoint(TRUNCATE)')
}

function stepOf(db: Database.Database, level: Level, beginTs: number, endTs: number): Step {
  return {
    level,
    open: emptySums(),
    from: Math.max(endTs - (keptMs.get(level) ?? 0), beginTs) - level.blockMs,
    // What has closed with the last round; a minute is waited for slow hosts.
    until: Math.floor((endTs - intervalMs - minuteMs) / level.stepMs) * level.stepMs,
    insert: db.prepare(`INSERT INTO ${level.table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  }
}

function closeBefore({ level, open, from, until, insert }: Step, ts: number, keys: Keys): void {
  const bucket = Math.floor((ts - intervalMs) / level.stepMs) * level.stepMs
  if (open.rounds === 0 || Math.floor(ts / level.stepMs) * level.stepMs === bucket) return
  if (bucket >= from && bucket < until) insertBucket(insert, level, bucket, open, keys)
  clear(open)
}

/** Two hours and a bit through the product and directly, row by row. Returns how many rows were compared.
 *  @throws when they differ */
export function agreesWithProduct(
  product: Database.Database,
  direct: Database.Database,
  endTs: number,
): number {
  const beginTs = endTs - 2.3 * 3_600_000
  const store = new StatsStore(product)
  for (let ts = beginTs; ts < endTs; ts += intervalMs) store.record(roundAt(ts))
  fill(direct, beginTs, endTs)
  let count = 0
  for (const table of [...levels.map((level) => level.table), 'stats_levels']) {
    const [one, other] = [product, direct].map((db) =>
      db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2, 3`).raw().all(),
    )
    if (JSON.stringify(one) !== JSON.stringify(other))
      throw new Error(`the direct fill of ${table} is not the product's`)
    count += one?.length ?? 0
  }
  return count
}

/** In the order in which the product gives them out. */
function makeKeys(db: Database.Database, beginTs: number, endTs: number): Keys {
  new StatsStore(db).record(roundAt(beginTs))
  db.prepare('DELETE FROM stats_samples').run()
  db.prepare('UPDATE stats_levels SET closed_until = 0').run()
  db.prepare('UPDATE sampled_series SET last_block = ?').run(blockAt(samples, endTs - 1))
  const of = (kind: string) =>
    db
      .prepare('SELECT key FROM sampled_series WHERE kind = ? ORDER BY workload_id, service')
      .pluck()
      .all(kind) as number[]
  return { containers: of('container'), services: of('service'), workloads: of('workload') }
}

function emptySums(): Sums {
  const empty = () => new Float64Array(containerCount + workloadCount)
  return { rounds: 0, cpuSum: empty(), cpuMax: empty(), memorySum: empty(), memoryMax: empty() }
}

function clear(sums: Sums): void {
  sums.rounds = 0
  for (const array of [sums.cpuSum, sums.cpuMax, sums.memorySum, sums.memoryMax]) array.fill(0)
}

/** Services first, which have one container each, then workloads. */
function eachSeries(
  used: readonly { cpu: number; memory: number }[],
  visit: (at: number, cpu: number, memory: number) => void,
): void {
  for (const [container, { cpu, memory }] of used.entries()) visit(container, cpu, memory)
  for (let workload = 0; workload < workloadCount; workload += 1) {
    const own = used.slice(workload * containersEach, (workload + 1) * containersEach)
    visit(
      containerCount + workload,
      own.reduce((sum, { cpu }) => sum + cpu, 0),
      own.reduce((sum, { memory }) => sum + memory, 0),
    )
  }
}

function addRound(sums: Sums, used: readonly { cpu: number; memory: number }[]): void {
  sums.rounds += 1
  eachSeries(used, (at, cpu, memory) => {
    sums.cpuSum[at] = (sums.cpuSum[at] ?? 0) + cpu
    sums.cpuMax[at] = Math.max(sums.cpuMax[at] ?? 0, cpu)
    sums.memorySum[at] = (sums.memorySum[at] ?? 0) + memory
    sums.memoryMax[at] = Math.max(sums.memoryMax[at] ?? 0, memory)
  })
}

function insertRound(
  insert: Database.Statement,
  ts: number,
  used: readonly { cpu: number; memory: number }[],
  { containers, workloads }: Keys,
): void {
  const block = blockAt(samples, ts)
  eachSeries(used, (at, cpu, memory) => {
    const isContainer = at < containerCount
    const key = isContainer ? containers[at] : workloads[at - containerCount]
    insert.run(block, key, ts - block * samples.blockMs, isContainer ? 1 : containersEach, cpu, memory)
  })
}

function insertBucket(insert: Database.Statement, level: Level, begin: number, sums: Sums, keys: Keys): void {
  const block = blockAt(level, begin)
  const slot = (begin - block * level.blockMs) / level.stepMs
  const all = [...keys.services, ...keys.workloads]
    .map((key, at) => ({ key, at }))
    .sort((one, other) => one.key - other.key)
  for (const { key, at } of all) {
    const count = at < containerCount ? 1 : containersEach
    insert.run(
      block,
      key,
      slot,
      sums.rounds,
      count,
      sums.cpuSum[at],
      sums.cpuMax[at],
      sums.memorySum[at],
      sums.memoryMax[at],
    )
  }
}
