import type { ContainerStats } from '../../contract/stats.ts'
import type { HostRound } from './round.ts'

/** A workload at its last round. */
export interface Latest {
  /** When it was sampled last. */
  readonly ts: number
  readonly hostId: string
  readonly containers: readonly ContainerStats[]
  /** Rounds of its host since then in which it was not. */
  readonly missed: number
}

/** A container that could not be measured leaves its workload out of a round; one that does not run, out of all. */
const missedWhenGone = 2

/** The last round of every workload, in memory. */
export class LatestRounds {
  readonly #byWorkload = new Map<string, Latest>()

  get(workloadId: string): Latest | undefined {
    return this.#byWorkload.get(workloadId)
  }

  forget(workloadId: string): void {
    this.#byWorkload.delete(workloadId)
  }

  add({ hostId, ts, samples }: HostRound): void {
    const groups = Map.groupBy(samples, ({ workloadId }) => workloadId)
    for (const [workloadId, latest] of this.#byWorkload) {
      if (latest.hostId === hostId && !groups.has(workloadId))
        this.#byWorkload.set(workloadId, without(latest))
    }
    for (const [workloadId, group] of groups) {
      const containers = group.map(({ workloadId: _, ...sample }) => ({ ...sample, ts }))
      this.#byWorkload.set(workloadId, { ts, hostId, containers, missed: 0 })
    }
  }
}

function without(latest: Latest): Latest {
  const missed = latest.missed + 1
  return { ...latest, missed, containers: missed < missedWhenGone ? latest.containers : [] }
}
