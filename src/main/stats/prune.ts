import { setImmediate as turn } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import type { Settings } from '../../contract/settings.ts'
import type { LevelBounds } from './store-bounds.ts'
import { blockAt, dayMs, floorTo, hourMs, type Level, levels, samples } from './store-levels.ts'
import { writeRelaxed } from './store-write.ts'

/** How long each level is kept. */
export type Retention = Pick<
  Settings,
  'statsRawHours' | 'statsMinuteDays' | 'statsTenMinuteDays' | 'statsHourDays'
>

export interface PruneOptions {
  readonly retention: () => Retention
  readonly now: () => number
}

/** About a millisecond's worth. */
const rowsAStep = 1_000
/** Else one commit would move all that a long pruning has written into the file. */
const stepsACheckpoint = 10
/** Pages instead of rows: a series has a few rows in each block, and every block lies elsewhere. */
const blocksAStep = 40

/** Removes what is older than it is kept, and what belongs to workloads that are gone, in steps so small that nobody waits
 *  for them. Pages that become free are used again; the file does not shrink. */
export class Prune {
  readonly #db: Database.Database
  readonly #bounds: LevelBounds
  readonly #options: PruneOptions
  readonly #statements: ReturnType<typeof prepare>
  readonly #deletes: ReadonlyMap<Level, ReturnType<typeof prepareDeletes>>

  constructor(db: Database.Database, bounds: LevelBounds, options: PruneOptions) {
    this.#db = db
    this.#bounds = bounds
    this.#options = options
    this.#statements = prepare(db)
    this.#deletes = new Map(levels.map((level) => [level, prepareDeletes(db, level)]))
  }

  /** All steps that are due, with a turn for everybody else after each. */
  async run(signal: AbortSignal): Promise<void> {
    for (const step of this.steps()) {
      if (signal.aborted) return
      step()
      await turn()
    }
  }

  /** The steps that are due, each to be called before the next is asked for. */
  *steps(): Generator<() => void> {
    let count = 0
    for (const step of this.#transactions()) {
      yield step
      count += 1
      if (count % stepsACheckpoint === 0) yield () => this.#db.pragma('wal_checkpoint(PASSIVE)')
    }
  }

  *#transactions(): Generator<() => void> {
    for (const level of levels) yield* this.#outdated(level)
    yield () => this.#forgetSeries()
    yield* this.#orphans()
  }

  /** The border moves first: what lies before it is not read any more, however long its removal takes. */
  *#outdated(level: Level): Generator<() => void> {
    const { outdated, oldest } = this.#deletesOf(level)
    const keptFrom = Math.max(this.#bounds.all()[level.name].keptFrom, this.#keptFrom(level))
    const border = blockAt(level, keptFrom)
    const isDue = () => {
      const block = oldest.get() as number | null
      return block !== null && block < border
    }
    if (!isDue()) return
    yield () => writeRelaxed(this.#db, () => this.#bounds.setKeptFrom(level.name, keptFrom))
    while (isDue()) yield () => writeRelaxed(this.#db, () => outdated.run(border, rowsAStep))
  }

  /** In whole blocks, and never beyond what has been rolled up. */
  #keptFrom(level: Level): number {
    const wanted = this.#options.now() - retentionMs(level, this.#options.retention())
    const coarser = levels[levels.indexOf(level) + 1]
    const rolledUp = coarser === undefined ? wanted : this.#bounds.all()[coarser.name].closedUntil
    return Math.max(0, floorTo(level.blockMs, Math.min(wanted, rolledUp)))
  }

  /** Containers without a sample left, and services and workloads without a rollup. */
  #forgetSeries(): void {
    const bounds = this.#bounds.all()
    const oldest = Math.min(...Object.values(bounds).map(({ keptFrom }) => keptFrom))
    writeRelaxed(this.#db, () => {
      this.#statements.forgetContainers.run(blockAt(samples, bounds.sample.keptFrom))
      this.#statements.forgetOthers.run(blockAt(samples, oldest))
    })
  }

  *#orphans(): Generator<() => void> {
    for (const key of this.#statements.removed.all() as number[]) {
      for (const level of levels) yield* this.#orphaned(level, key)
      yield () => writeRelaxed(this.#db, () => this.#statements.forgetRemoved.run(key))
    }
  }

  *#orphaned(level: Level, key: number): Generator<() => void> {
    const { ofSeries, border } = this.#deletesOf(level)
    const [first, last] = border.get() as readonly [number | null, number | null]
    if (first === null || last === null) return
    for (let from = first; from <= last; from += blocksAStep) {
      const to = Math.min(last, from + blocksAStep - 1)
      yield () => writeRelaxed(this.#db, () => ofSeries.run({ key, firstBlock: from, lastBlock: to }))
    }
  }

  #deletesOf(level: Level): ReturnType<typeof prepareDeletes> {
    return this.#deletes.get(level) ?? prepareDeletes(this.#db, level)
  }
}

function retentionMs(level: Level, retention: Retention): number {
  switch (level.name) {
    case 'sample':
      return retention.statsRawHours * hourMs
    case 'minute':
      return retention.statsMinuteDays * dayMs
    case 'tenMinutes':
      return retention.statsTenMinuteDays * dayMs
    case 'hour':
      return retention.statsHourDays * dayMs
  }
}

function prepare(db: Database.Database) {
  return {
    forgetContainers: db.prepare(`DELETE FROM sampled_series WHERE kind = 'container' AND last_block < ?`),
    forgetOthers: db.prepare('DELETE FROM sampled_series WHERE last_block < ?'),
    removed: db.prepare('SELECT key FROM removed_series').pluck(),
    forgetRemoved: db.prepare('DELETE FROM removed_series WHERE key = ?'),
  }
}

function prepareDeletes(db: Database.Database, { table }: Level) {
  return {
    outdated: db.prepare(`DELETE FROM ${table} WHERE block < ? LIMIT ?`),
    oldest: db.prepare(`SELECT min(block) FROM ${table}`).pluck(),
    border: db.prepare(`SELECT (SELECT min(block) FROM ${table}), (SELECT max(block) FROM ${table})`).raw(),
    ofSeries: db.prepare(`
      WITH RECURSIVE blocks (n) AS (
        SELECT @firstBlock UNION ALL SELECT n + 1 FROM blocks WHERE n < @lastBlock)
      DELETE FROM ${table} WHERE series = @key AND block IN blocks`),
  }
}
