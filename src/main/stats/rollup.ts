import type Database from 'better-sqlite3'
import type { LevelBounds } from './store-bounds.ts'
import { blockAt, floorTo, hours, type Level, levels, minutes, samples, tenMinutes } from './store-levels.ts'

/** Writes the rollups of what was sampled, each level from the one below it. To be called within a transaction. */
export class Rollup {
  readonly #bounds: LevelBounds
  readonly #statements: ReturnType<typeof prepare>

  constructor(db: Database.Database, bounds: LevelBounds) {
    this.#bounds = bounds
    this.#statements = prepare(db)
  }

  /** Rolls up every bucket that ends at or before `ts`, from where it last left off. */
  closeUntil(ts: number): void {
    const bounds = this.#bounds.all()
    let until = ts
    for (const { level, roll } of this.#steps) {
      const from = bounds[level.name].closedUntil
      until = floorTo(level.stepMs, until)
      if (until <= from) return
      roll(from, until)
      this.#bounds.setClosedUntil(level.name, until)
    }
  }

  /** A sample came in for a time that was closed: what holds it is open again, and will be rolled up anew. */
  reopen(ts: number): void {
    const bounds = this.#bounds.all()
    for (const { level } of this.#steps) {
      const begin = floorTo(level.stepMs, ts)
      if (begin < bounds[level.name].closedUntil) this.#bounds.setClosedUntil(level.name, begin)
    }
    // After the clock was set far back: there are samples, and will be rollups, again from this time on.
    for (const { name, blockMs } of levels) {
      if (ts < bounds[name].keptFrom) this.#bounds.setKeptFrom(name, floorTo(blockMs, ts))
    }
  }

  readonly #steps: readonly { level: Level; roll: (from: number, until: number) => void }[] = [
    { level: minutes, roll: (from, until) => this.#rollMinutes(from, until) },
    { level: tenMinutes, roll: (from, until) => this.#rollTenMinutes(from, until) },
    { level: hours, roll: (from, until) => this.#rollHours(from, until) },
  ]

  /** Block by block, for the bounds of the slots; blocks without a sample, as after a long sleep, cost nothing. */
  #rollMinutes(from: number, until: number): void {
    for (const block of this.#blocksWithin(from, until)) {
      const begin = block * samples.blockMs
      this.#statements.minutes.run({ block, from: from - begin, until: until - begin })
    }
  }

  *#blocksWithin(from: number, until: number): Generator<number> {
    const last = blockAt(samples, until - 1)
    let block = this.#nextBlock(blockAt(samples, from))
    while (block !== null && block <= last) {
      yield block
      block = this.#nextBlock(block + 1)
    }
  }

  #nextBlock(from: number): number | null {
    return this.#statements.nextBlock.get(from) as number | null
  }

  /** A block of minutes is one bucket of ten minutes. */
  #rollTenMinutes(from: number, until: number): void {
    this.#statements.tenMinutes.run(from / minutes.blockMs, until / minutes.blockMs)
  }

  #rollHours(from: number, until: number): void {
    this.#statements.hours.run({
      firstBlock: blockAt(tenMinutes, from),
      lastBlock: blockAt(tenMinutes, until - 1),
      from: from / tenMinutes.stepMs,
      until: until / tenMinutes.stepMs,
    })
  }
}

const rolled = `sum(rounds), max(containers), sum(cpu_sum), max(cpu_max), sum(memory_sum), max(memory_max)`

/** Numbers in arithmetic stand in the text: a bound one is REAL, and its quotient has a fraction. */
function prepare(db: Database.Database) {
  return {
    nextBlock: db.prepare('SELECT min(block) FROM stats_samples WHERE block >= ?').pluck(),
    // The maximum of a service is that of its rounds' sums, so its containers are summed before anything is compared.
    minutes: db.prepare(`
      INSERT OR REPLACE INTO stats_minutes
      SELECT block, series, slot / ${minutes.stepMs}, count(*), max(containers), sum(cpu), max(cpu), sum(memory), max(memory)
      FROM (
        SELECT block, coalesce(k.parent, k.key) AS series, slot,
          sum(containers) AS containers, sum(cpu) AS cpu, sum(memory) AS memory
        FROM sampled_series k
        CROSS JOIN stats_samples s ON s.block = @block AND s.series = k.key AND s.slot >= @from AND s.slot < @until
        WHERE k.first_block <= @block AND k.last_block >= @block
        GROUP BY 1, 2, 3)
      GROUP BY 1, 2, 3`),
    tenMinutes: db.prepare(`
      INSERT OR REPLACE INTO stats_ten_minutes
      SELECT block / 24, series, block % 24, ${rolled}
      FROM stats_minutes WHERE block >= ? AND block < ? GROUP BY block, series`),
    hours: db.prepare(`
      INSERT OR REPLACE INTO stats_hours
      SELECT block / 6, series, block % 6 * 4 + slot / 6, ${rolled}
      FROM stats_ten_minutes
      WHERE block >= @firstBlock AND block <= @lastBlock
        AND block * 24 + slot >= @from AND block * 24 + slot < @until
      GROUP BY block, series, slot / 6`),
  }
}
