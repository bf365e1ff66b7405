import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { defaultSettings, type Settings } from '../../src/contract/settings.ts'
import { openStore } from '../../src/main/db/open.ts'
import { Prune } from '../../src/main/stats/prune.ts'
import { Stats } from '../../src/main/stats/stats.ts'
import { LevelBounds } from '../../src/main/stats/store-bounds.ts'
import { addWorkloads, agreesWithProduct, fill } from './fill.ts'
import { beginTs, endTs, roundAt, workloadCount, workloadId } from './usage.ts'

/** Slipway's stats on a store as the application opens it, with a month of rounds in it. */
export interface SlipwayStats {
  readonly bytes: number
  /** Rows of the direct fill that were compared with the product's own. */
  readonly comparedRows: number
  read(workload: number, from: number, to: number): number
  insert(ts: number): void
  /** The steps of a pruning after the settings were changed to keep half as much. */
  pruneSteps(): Generator<() => void>
  close(): void
}

const half: Settings = {
  ...defaultSettings,
  statsRawHours: defaultSettings.statsRawHours / 2,
  statsMinuteDays: Math.floor(defaultSettings.statsMinuteDays / 2),
  statsTenMinuteDays: defaultSettings.statsTenMinuteDays / 2,
}

export function slipwayStats(folder: string): SlipwayStats {
  const open = (name: string) => {
    const db = openStore(name === ':memory:' ? name : join(folder, name))
    addWorkloads(db)
    return db
  }
  const comparedRows = compare(open(':memory:'), open(':memory:'))
  const db = open('slipway.db')
  fill(db, beginTs, endTs)
  const ids = Array.from({ length: workloadCount }, (_, workload) => ({
    id: workloadId(workload),
    hostId: 'local',
  }))
  const stats = new Stats({
    db,
    workloads: { list: () => ids, get: (id) => ({ id, hostId: 'local' }) },
    hosts: { list: () => [] },
    deploysWithin: () => [],
    settings: { get: () => defaultSettings },
    log: {
      error: () => {
        throw new Error('a round could not be stored')
      },
    },
    now: () => endTs,
  })
  return {
    comparedRows,
    bytes:
      Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true })),
    read: (workload, from, to) =>
      stats.history({ id: workloadId(workload), from, to, points: 300 }).points.length,
    insert: (ts) => stats.record(roundAt(ts)),
    pruneSteps: () => new Prune(db, new LevelBounds(db), { retention: () => half, now: () => endTs }).steps(),
    close: () => db.close(),
  }
}

function compare(product: Database.Database, direct: Database.Database): number {
  try {
    return agreesWithProduct(product, direct, endTs)
  } finally {
    product.close()
    direct.close()
  }
}
