import type { QueryClient } from '@tanstack/react-query'
import type { SlipwayApi } from '../client.ts'
import { hasCode } from '../failure.ts'
import { putWorkload, type WorkloadReading } from './apply-event.ts'

const GATHER_MS = 60
/** From this many at once on, one list costs less than its parts. */
const LIST_FROM = 6

/** Reads changed workloads anew, gathering those that change at nearly the same time into one round. */
export class WorkloadRefresher implements WorkloadReading {
  readonly #queries: QueryClient
  readonly #api: SlipwayApi
  readonly #ids = new Set<string>()
  /** The latest reading of each workload that is under way: only its answer counts. */
  readonly #underway = new Map<string, symbol>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(queries: QueryClient, api: SlipwayApi) {
    this.#queries = queries
    this.#api = api
  }

  add(workloadId: string): void {
    this.#underway.delete(workloadId)
    this.#ids.add(workloadId)
    this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS)
  }

  renew(workloadId: string): void {
    if (this.#underway.has(workloadId)) this.add(workloadId)
  }

  drop(workloadId: string): void {
    this.#ids.delete(workloadId)
    this.#underway.delete(workloadId)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#ids.clear()
    this.#underway.clear()
  }

  #flush(): void {
    this.#timer = null
    const ids = [...this.#ids]
    this.#ids.clear()
    if (ids.length >= LIST_FROM) {
      void this.#queries.invalidateQueries({ queryKey: this.#api.workloads.key() })
      return
    }
    for (const id of ids) void this.#read(id)
  }

  async #read(id: string): Promise<void> {
    const reading = Symbol(id)
    this.#underway.set(id, reading)
    const isLatest = () => this.#underway.get(id) === reading
    try {
      const workload = await this.#api.workloads.get.call({ id })
      if (isLatest()) putWorkload(this.#queries, this.#api, workload)
    } catch (error) {
      // Removed meanwhile: its own event follows. Anything else: what is on the screen is marked as old.
      if (!isLatest() || hasCode(error, 'not_found')) return
      void this.#queries.invalidateQueries({ queryKey: this.#api.workloads.list.key() })
    } finally {
      if (isLatest()) this.#underway.delete(id)
    }
  }
}
