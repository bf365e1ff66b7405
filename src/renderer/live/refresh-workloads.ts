import type { QueryClient } from '@tanstack/react-query'
import type { SlipwayApi } from '../client.ts'
import { hasCode } from '../failure.ts'
import { putWorkload } from './apply-event.ts'

const GATHER_MS = 60
/** From this many at once on, one list costs less than its parts. */
const LIST_FROM = 6

/** Reads changed workloads anew, gathering those that change at nearly the same time into one round. */
export class WorkloadRefresher {
  readonly #queries: QueryClient
  readonly #api: SlipwayApi
  readonly #ids = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(queries: QueryClient, api: SlipwayApi) {
    this.#queries = queries
    this.#api = api
  }

  add(workloadId: string): void {
    this.#ids.add(workloadId)
    this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#ids.clear()
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
    try {
      putWorkload(this.#queries, this.#api, await this.#api.workloads.get.call({ id }))
    } catch (error) {
      // Removed meanwhile: its own event follows. Anything else: what is on the screen is marked as old.
      if (hasCode(error, 'not_found')) return
      void this.#queries.invalidateQueries({ queryKey: this.#api.workloads.list.key() })
    }
  }
}
