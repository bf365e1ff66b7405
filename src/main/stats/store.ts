import type Database from 'better-sqlite3'
import { Rollup } from './rollup.ts'
import type { HostRound, Sample } from './round.ts'
import { LevelBounds } from './store-bounds.ts'
import { blockAt, minuteMs, samples } from './store-levels.ts'
import { SeriesKeys } from './store-series.ts'
import { writeRelaxed } from './store-write.ts'

/** Rounds of one tick come in one after the other, the slowest host last; later ones open their bucket again. */
const lagMs = minuteMs

/** A sample with what is stored of it. */
interface Measured extends Sample {
  /** Hundredths of a percent of one core. */
  readonly cpu: number
  readonly memoryKib: number
}

interface Row {
  readonly containers: number
  readonly cpu: number
  readonly memory: number
}

/** Where samples are written, and rolled up as their buckets close. */
export class StatsStore {
  readonly #db: Database.Database
  readonly #series: SeriesKeys
  readonly #bounds: LevelBounds
  readonly #rollup: Rollup
  readonly #insert: Database.Statement

  constructor(db: Database.Database) {
    this.#db = db
    this.#series = new SeriesKeys(db)
    this.#bounds = new LevelBounds(db)
    this.#rollup = new Rollup(db, this.#bounds)
    this.#insert = db.prepare(
      'INSERT OR REPLACE INTO stats_samples (block, series, slot, containers, cpu, memory) VALUES (?, ?, ?, ?, ?, ?)',
    )
  }

  /** Stores a round and rolls up what has closed with it, in one transaction; throws what SQLite says. A first reading
   *  is no sample, and what belongs to no workload any more is left out. The same round again changes nothing; one of
   *  an earlier time, late or after the clock was set back, is merged. */
  record({ ts, samples: taken }: HostRound): void {
    try {
      writeRelaxed(this.#db, () => {
        for (const [workloadId, measured] of byWorkload(taken)) this.#insertWorkload(workloadId, ts, measured)
        if (ts < this.#bounds.all().minute.closedUntil) this.#rollup.reopen(ts)
        else this.#rollup.closeUntil(ts - lagMs)
      })
    } catch (error) {
      this.#series.forget()
      throw error
    }
  }

  /** To be told when a workload is removed; what is stored of it goes with its row. */
  forget(workloadId: string): void {
    this.#series.forget(workloadId)
  }

  #insertWorkload(workloadId: string, ts: number, measured: readonly Measured[]): void {
    const block = blockAt(samples, ts)
    const whole = { workloadId, service: '', containerId: '', name: '', parent: null }
    const key = this.#series.keyFor({ ...whole, kind: 'workload' }, block)
    if (key === null) return
    this.#insertRow(key, ts, sumOf(measured))
    for (const { service, containerId, name, cpu, memoryKib } of measured) {
      const ofService = { ...whole, service, name: service }
      const parent = this.#series.keyFor({ ...ofService, kind: 'service' }, block)
      const own = this.#series.keyFor({ ...ofService, kind: 'container', containerId, name, parent }, block)
      if (own !== null) this.#insertRow(own, ts, { containers: 1, cpu, memory: memoryKib })
    }
  }

  #insertRow(series: number, ts: number, { containers, cpu, memory }: Row): void {
    const block = blockAt(samples, ts)
    this.#insert.run(block, series, ts - block * samples.blockMs, containers, cpu, memory)
  }
}

function byWorkload(taken: readonly Sample[]): Map<string, Measured[]> {
  const groups = new Map<string, Measured[]>()
  for (const sample of taken) {
    if (sample.cpuPercent === null) continue
    const cpu = Math.round(sample.cpuPercent * 100)
    const measured = { ...sample, cpu, memoryKib: Math.round(sample.memoryBytes / 1_024) }
    // What an engine says may be nonsense; the rest of its round is not.
    if (!Number.isSafeInteger(measured.cpu) || !Number.isSafeInteger(measured.memoryKib)) continue
    const group = groups.get(sample.workloadId)
    if (group === undefined) groups.set(sample.workloadId, [measured])
    else group.push(measured)
  }
  return groups
}

function sumOf(measured: readonly Measured[]): Row {
  let cpu = 0
  let memory = 0
  for (const sample of measured) {
    cpu += sample.cpu
    memory += sample.memoryKib
  }
  return { containers: measured.length, cpu, memory }
}
