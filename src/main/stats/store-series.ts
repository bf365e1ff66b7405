import type Database from 'better-sqlite3'

export type SeriesKind = 'workload' | 'service' | 'container'

/** What samples and rollups belong to. */
export interface Series {
  readonly key: number
  readonly kind: SeriesKind
  /** Empty for the workload as a whole. */
  readonly service: string
  /** Empty for everything but a container. */
  readonly containerId: string
  readonly name: string
  /** Key of a container's service; null for everything else. */
  readonly parent: number | null
  readonly firstBlock: number
  readonly lastBlock: number
}

type SeriesRow = readonly [
  key: number,
  kind: SeriesKind,
  service: string,
  containerId: string,
  name: string,
  parent: number | null,
  firstBlock: number,
  lastBlock: number,
]

export interface SeriesRequest {
  readonly workloadId: string
  readonly kind: SeriesKind
  readonly service: string
  readonly containerId: string
  readonly name: string
  readonly parent: number | null
}

/** What is remembered of a workload: its series that had a sample in the block, by kind and identity. */
interface Known {
  readonly block: number
  readonly series: Map<string, { readonly key: number; readonly name: string }>
}

/** The numbers under which series are stored. */
export class SeriesKeys {
  readonly #statements: ReturnType<typeof prepare>
  readonly #known = new Map<string, Known>()

  constructor(db: Database.Database) {
    this.#statements = prepare(db)
  }

  /** The key of a series that has a sample in the block; null when its workload is not there any more. */
  keyFor(request: SeriesRequest, block: number): number | null {
    const ofWorkload = this.#knownOf(request.workloadId, block)
    const identity = `${request.kind} ${request.kind === 'service' ? request.service : request.containerId}`
    const known = ofWorkload.get(identity)
    if (known?.name === request.name) return known.key
    const row = this.#statements.upsert.get({ ...request, block }) as readonly [number] | undefined
    if (row === undefined) return null
    const [key] = row
    ofWorkload.set(identity, { key, name: request.name })
    return key
  }

  /** Drops what is remembered: of one workload, or of all after a transaction that did not come to be. */
  forget(workloadId?: string): void {
    if (workloadId === undefined) this.#known.clear()
    else this.#known.delete(workloadId)
  }

  /** By service, then by when they began. */
  of(workloadId: string): Series[] {
    return (this.#statements.of.all(workloadId) as SeriesRow[]).map(seriesOf)
  }

  /** The series of every workload as a whole, by the workload's id. */
  workloads(): Map<string, Pick<Series, 'key' | 'lastBlock'>> {
    const rows = this.#statements.workloads.all() as (readonly [string, number, number])[]
    return new Map(rows.map(([workloadId, key, lastBlock]) => [workloadId, { key, lastBlock }]))
  }

  /** Begins anew with each block, so that containers that are gone are not remembered for ever. */
  #knownOf(workloadId: string, block: number): Known['series'] {
    const known = this.#known.get(workloadId)
    if (known?.block === block) return known.series
    const series: Known['series'] = new Map()
    this.#known.set(workloadId, { block, series })
    return series
  }
}

function seriesOf([key, kind, service, containerId, name, parent, firstBlock, lastBlock]: SeriesRow): Series {
  return { key, kind, service, containerId, name, parent, firstBlock, lastBlock }
}

function prepare(db: Database.Database) {
  return {
    // The workload is asked for first: a round may end after its workload was removed.
    upsert: db
      .prepare(`
      INSERT INTO sampled_series (workload_id, kind, service, container_id, name, parent, first_block, last_block)
      SELECT id, @kind, @service, @containerId, @name, @parent, @block, @block FROM workloads WHERE id = @workloadId
      ON CONFLICT (workload_id, kind, service, container_id) DO UPDATE
        SET name = @name, first_block = min(first_block, @block), last_block = max(last_block, @block)
      RETURNING key`)
      .raw(),
    of: db
      .prepare(`
      SELECT key, kind, service, container_id, name, parent, first_block, last_block FROM sampled_series
      WHERE workload_id = ? ORDER BY service, first_block, key`)
      .raw(),
    workloads: db
      .prepare(`SELECT workload_id, key, last_block FROM sampled_series WHERE kind = 'workload'`)
      .raw(),
  }
}
