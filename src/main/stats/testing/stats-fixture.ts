import type Database from 'better-sqlite3'
import { Failure } from '../../../contract/failure.ts'
import { defaultSettings, type Settings } from '../../../contract/settings.ts'
import type { StatsDeploy } from '../../../contract/stats.ts'
import { openStore } from '../../db/open.ts'
import type { HostRound, Sample } from '../round.ts'
import { Stats } from '../stats.ts'

/** A time at which an hour, and a block of every level, begins. */
export const beginning = Date.UTC(2026, 0, 5)

/** Stats over a store in memory, with a clock and settings that can be turned. */
export class StatsFixture {
  readonly db: Database.Database
  readonly hosts: { id: string; engine: null }[] = [{ id: 'local', engine: null }]
  readonly errors: unknown[] = []
  deploys: StatsDeploy[] = []
  settings: Settings = defaultSettings
  now = beginning
  stats: Stats

  constructor(...workloads: readonly string[]) {
    this.db = openStore(':memory:')
    for (const id of workloads) addWorkload(this.db, id)
    this.stats = this.#open()
  }

  /** The same store, found by a process that has just begun. */
  restart(): void {
    this.stats = this.#open()
  }

  /** A round of these samples at a time, or now. */
  record(samples: readonly Sample[], ts = this.now, hostId = 'local'): void {
    const round: HostRound = { hostId, ts, samples }
    this.stats.record(round)
  }

  count(table: string): number {
    return this.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number
  }

  removeWorkload(id: string): void {
    this.db.prepare('DELETE FROM workloads WHERE id = ?').run(id)
    this.stats.forget(id)
  }

  #open(): Stats {
    const ids = () => this.db.prepare('SELECT id FROM workloads ORDER BY id').pluck().all() as string[]
    return new Stats({
      db: this.db,
      workloads: {
        list: () => ids().map((id) => ({ id, hostId: 'local' })),
        get: (id) => {
          if (!ids().includes(id)) throw new Failure('not_found', { kind: 'workload', id })
          return { id, hostId: 'local' }
        },
      },
      hosts: { list: () => this.hosts },
      deploysWithin: (_id, from, to) => this.deploys.filter(({ ts }) => ts >= from && ts < to),
      settings: { get: () => this.settings },
      log: { error: (fields: unknown) => this.errors.push(fields) },
      now: () => this.now,
    })
  }
}

/** A row that refers to nothing but its host. */
export function addWorkload(db: Database.Database, id: string): void {
  db.prepare(`
    INSERT INTO workloads (id, name, kind, ref_id, host_id, source, settle_ms, gate_timeout_ms, stop_timeout_ms,
      history_limit, image_limit, created_at, updated_at)
    VALUES (@id, @id, 'image', @id, 'local', '{}', 0, 1000, 1000, 50, 5, 0, 0)`).run({ id })
}

/** What a container used, with nothing known of limits and rates. */
export function sample(
  of: Pick<Sample, 'workloadId' | 'containerId' | 'cpuPercent'> & Partial<Sample>,
): Sample {
  return {
    name: of.containerId,
    service: 'web',
    memoryBytes: 1_048_576,
    cpuLimitPercent: null,
    memoryLimitBytes: null,
    networkReceivedBytesPerSecond: null,
    networkSentBytesPerSecond: null,
    blockReadBytesPerSecond: null,
    blockWrittenBytesPerSecond: null,
    ...of,
  }
}
