import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { defaultSettings } from '../../src/contract/settings.ts'
import { openStore } from '../../src/main/db/open.ts'
import { Stats } from '../../src/main/stats/stats.ts'
import { addWorkloads, agreesWithProduct, fill } from './fill.ts'
import { beginTs, endTs, roundAt, workloadCount, workloadId } from './usage.ts'

/** Slipway's stats on a store as the application opens it, with a month of rounds in it. */
export interface SlipwayStats {
  readonly bytes: number
  /** Rows of the direct fill that were compared with the product's own. */
  readonly comparedRows: number
  read(workload: number, from: number, to: number): number
  insert(ts: number): void
  close(): void
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
