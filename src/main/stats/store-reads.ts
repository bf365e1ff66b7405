import type Database from 'better-sqlite3'
import { blockAt, type Level, samples } from './store-levels.ts'

/** What a series used in one bucket, in the units of the store. */
export type BucketRow = readonly [
  bucket: number,
  rounds: number,
  containers: number,
  cpuSum: number,
  cpuMax: number,
  memorySum: number,
  memoryMax: number,
]

/** The rows of one level that begin in [from, to). */
export interface Span {
  readonly level: Level
  readonly from: number
  readonly to: number
}

/** A container at one instant, in the units of the store. */
export interface StoredSample {
  readonly ts: number
  readonly containerId: string
  readonly name: string
  readonly service: string
  readonly cpu: number
  readonly memory: number
}

/** Reads what StatsStore wrote. */
export class StatsReads {
  readonly #db: Database.Database
  readonly #byBucket = new Map<string, Database.Statement>()
  readonly #statements: ReturnType<typeof prepare>

  constructor(db: Database.Database) {
    this.#db = db
    this.#statements = prepare(db)
  }

  /** The rows of a series in buckets of `bucketMs`, which is a multiple of the level's step; `bucket` counts from the
   *  epoch. Of several series, such as the containers of a service, their sum in each round. */
  buckets(keys: readonly number[], { level, from, to }: Span, bucketMs: number): BucketRow[] {
    const [first, second] = keys
    if (first === undefined) return []
    if (second === undefined) {
      const one = this.#prepared(`one ${level.name} ${bucketMs}`, () => oneSql(level, bucketMs))
      return one.all({ ...bordersOf(level, from, to), key: first }) as BucketRow[]
    }
    const several = this.#prepared(`several ${level.name} ${bucketMs}`, () => severalSql(bucketMs))
    return several.all({ ...bordersOf(level, from, to), keys: JSON.stringify(keys) }) as BucketRow[]
  }

  /** The same for every workload as a whole at once: the rows of each by its key. */
  ofWorkloads({ level, from, to }: Span, bucketMs: number): Map<number, BucketRow[]> {
    const statement = this.#prepared(`all ${level.name} ${bucketMs}`, () => workloadsSql(level, bucketMs))
    const rows = statement.all({
      ...bordersOf(level, from, to),
      sampleBlock: blockAt(samples, from),
    }) as (readonly [key: number, ...row: BucketRow])[]
    const byKey = new Map<number, BucketRow[]>()
    for (const [key, ...row] of rows) {
      const known = byKey.get(key)
      if (known === undefined) byKey.set(key, [row])
      else known.push(row)
    }
    return byKey
  }

  /** When a series was sampled within [from, to), oldest first. */
  times(key: number, from: number, to: number): number[] {
    return this.#statements.times.all({ ...bordersOf(samples, from, to), key }) as number[]
  }

  /** The containers of the workload's last stored round; none when its samples are gone. */
  lastRound(
    workload: { readonly key: number; readonly lastBlock: number },
    workloadId: string,
  ): StoredSample[] {
    const { key, lastBlock: block } = workload
    return this.#statements.lastRound.all({ key, block, workloadId }) as StoredSample[]
  }

  /** There are as many as there are lengths of buckets. */
  #prepared(identity: string, sql: () => string): Database.Statement {
    const known = this.#byBucket.get(identity)
    if (known !== undefined) return known
    const statement = this.#db.prepare(sql()).raw()
    this.#byBucket.set(identity, statement)
    return statement
  }
}

function bordersOf(level: Level, from: number, to: number) {
  return { from, to, firstBlock: blockAt(level, from), lastBlock: blockAt(level, to - 1) }
}

/** The blocks one by one: with a range of them SQLite would read what lies between, which is everybody else's. */
const blocks = `
  WITH RECURSIVE blocks (n) AS (
    SELECT @firstBlock UNION ALL SELECT n + 1 FROM blocks WHERE n < @lastBlock)`

/** Numbers in arithmetic stand in the text: a bound one is REAL, and its quotient has a fraction. */
function timeOf({ blockMs, stepMs }: Level): string {
  return `(block * ${blockMs} + slot * ${stepMs})`
}

/** A sample is a round of its own. */
function reduced(level: Level): string {
  return level.name === 'sample'
    ? 'count(*), max(containers), sum(cpu), max(cpu), sum(memory), max(memory)'
    : 'sum(rounds), max(containers), sum(cpu_sum), max(cpu_max), sum(memory_sum), max(memory_max)'
}

function oneSql(level: Level, bucketMs: number): string {
  const time = timeOf(level)
  return `${blocks}
    SELECT ${time} / ${bucketMs}, ${reduced(level)}
    FROM blocks CROSS JOIN ${level.table} ON block = n AND series = @key
    WHERE ${time} >= @from AND ${time} < @to GROUP BY 1`
}

/** Only samples are ever summed over series: each has its own rollups else. */
function severalSql(bucketMs: number): string {
  const time = timeOf(samples)
  return `${blocks}
    SELECT ${time} / ${bucketMs}, ${reduced(samples)}
    FROM (
      SELECT block, slot, sum(containers) AS containers, sum(cpu) AS cpu, sum(memory) AS memory
      FROM json_each(@keys) CROSS JOIN blocks CROSS JOIN stats_samples ON block = n AND series = json_each.value
      WHERE ${time} >= @from AND ${time} < @to GROUP BY 1, 2)
    GROUP BY 1`
}

function workloadsSql(level: Level, bucketMs: number): string {
  const time = timeOf(level)
  return `${blocks}
    SELECT series, ${time} / ${bucketMs}, ${reduced(level)}
    FROM sampled_series k CROSS JOIN blocks CROSS JOIN ${level.table} ON block = n AND series = k.key
    WHERE k.kind = 'workload' AND k.last_block >= @sampleBlock AND ${time} >= @from AND ${time} < @to GROUP BY 1, 2`
}

function prepare(db: Database.Database) {
  const time = timeOf(samples)
  return {
    times: db
      .prepare(`${blocks}
        SELECT ${time} FROM blocks CROSS JOIN stats_samples ON block = n AND series = @key
        WHERE ${time} >= @from AND ${time} < @to`)
      .pluck(),
    lastRound: db.prepare(`
      SELECT ${time} AS ts, k.container_id AS "containerId", k.name, k.service, s.cpu, s.memory
      FROM sampled_series k CROSS JOIN stats_samples s ON s.block = @block AND s.series = k.key
      WHERE k.workload_id = @workloadId AND k.kind = 'container' AND k.last_block >= @block
        AND s.slot = (SELECT max(slot) FROM stats_samples WHERE block = @block AND series = @key)
      ORDER BY k.service, k.name`),
  }
}
