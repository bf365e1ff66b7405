import type Database from 'better-sqlite3'
import type { LevelName } from './store-levels.ts'

/** What a level holds: all that was sampled from `keptFrom` to `closedUntil`, both epoch ms. */
export interface Bounds {
  readonly keptFrom: number
  /** Samples have none: they are there as soon as they were taken. */
  readonly closedUntil: number
}

export type AllBounds = Readonly<Record<LevelName, Bounds>>

type BoundsRow = readonly [level: LevelName, keptFrom: number, closedUntil: number]

/** The bounds of every level. Read anew each time: what a transaction that failed had set is then not there either. */
export class LevelBounds {
  readonly #statements: ReturnType<typeof prepare>

  constructor(db: Database.Database) {
    this.#statements = prepare(db)
  }

  all(): AllBounds {
    const bounds: Record<LevelName, Bounds> = {
      sample: nothing,
      minute: nothing,
      tenMinutes: nothing,
      hour: nothing,
    }
    for (const [level, keptFrom, closedUntil] of this.#statements.all.all() as BoundsRow[]) {
      bounds[level] = { keptFrom, closedUntil: level === 'sample' ? Number.POSITIVE_INFINITY : closedUntil }
    }
    return bounds
  }

  setClosedUntil(level: LevelName, ts: number): void {
    this.#statements.setClosedUntil.run(ts, level)
  }

  setKeptFrom(level: LevelName, ts: number): void {
    this.#statements.setKeptFrom.run(ts, level)
  }
}

const nothing: Bounds = { keptFrom: 0, closedUntil: 0 }

function prepare(db: Database.Database) {
  return {
    all: db.prepare('SELECT level, kept_from, closed_until FROM stats_levels').raw(),
    setClosedUntil: db.prepare('UPDATE stats_levels SET closed_until = ? WHERE level = ?'),
    setKeptFrom: db.prepare('UPDATE stats_levels SET kept_from = ? WHERE level = ?'),
  }
}
