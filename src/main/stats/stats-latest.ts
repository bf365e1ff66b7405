import type { ContainerStats } from '../../contract/stats.ts'
import type { HostRound } from './round.ts'

/** A workload at its last round. */
export interface Latest {
  /** When it was sampled last. */
  readonly ts: number
  readonly hostId: string
  readonly containers: readonly ContainerStats[]
  /** Rounds of its host since then in which nothing of it ran. */
  readonly missed: number
}

/** A container that is just being replaced leaves its workload out of a round; one that does not run, out of all. */
const missedWhenGone = 2

/** The last round of every workload, in memory. */
export class LatestRounds {
  readonly #byWorkload = new Map<string, Latest>()
  readonly #roundsByHost = new Map<string, number>()

  get(workloadId: string): Latest | undefined {
    return this.#byWorkload.get(workloadId)
  }

  forget(workloadId: string): void {
    this.#byWorkload.delete(workloadId)
  }

  /** Whether there were so many rounds of the host that what runs on it is in the last one. */
  hasSettled(hostId: string): boolean {
    return (this.#roundsByHost.get(hostId) ?? 0) >= missedWhenGone
  }

  add({ hostId, ts, samples, unmeasured }: HostRound): void {
    this.#roundsByHost.set(hostId, (this.#roundsByHost.get(hostId) ?? 0) + 1)
    const groups = Map.groupBy(samples, ({ workloadId }) => workloadId)
    for (const [workloadId, latest] of this.#byWorkload) {
      const isMissing = !groups.has(workloadId) && unmeasured?.has(workloadId) !== true
      if (latest.hostId === hostId && isMissing) this.#byWorkload.set(workloadId, without(latest))
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
