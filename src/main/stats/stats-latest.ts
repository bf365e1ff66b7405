import type { ContainerStats } from '../../contract/stats.ts'
import type { HostRound } from './round.ts'

/** A workload at its last round. */
export interface Latest {
  /** When it was sampled last. */
  readonly ts: number
  readonly hostId: string
  readonly containers: readonly ContainerStats[]
}

/** The last round of every workload, in memory. */
export class LatestRounds {
  readonly #byWorkload = new Map<string, Latest>()

  get(workloadId: string): Latest | undefined {
    return this.#byWorkload.get(workloadId)
  }

  forget(workloadId: string): void {
    this.#byWorkload.delete(workloadId)
  }

  /** What was sampled on the host before and is not in this round has no container that runs. */
  add({ hostId, ts, samples }: HostRound): void {
    const groups = new Map<string, ContainerStats[]>()
    for (const { workloadId, ...sample } of samples) {
      const group = groups.get(workloadId) ?? []
      group.push({ ...sample, ts })
      groups.set(workloadId, group)
    }
    for (const [workloadId, latest] of this.#byWorkload) {
      if (latest.hostId === hostId && !groups.has(workloadId)) {
        this.#byWorkload.set(workloadId, { ...latest, containers: [] })
      }
    }
    for (const [workloadId, containers] of groups)
      this.#byWorkload.set(workloadId, { ts, hostId, containers })
  }
}
