import type { ContainerStats } from '../../contract/stats.ts'

/** What one container of a workload used, measured once. `cpuPercent` is null at its first reading: a gap, not a zero. */
export interface Sample extends Omit<ContainerStats, 'ts'> {
  readonly workloadId: string
}

/** One measurement of all containers of one host. All hosts of a tick have the same timestamp. */
export interface HostRound {
  readonly hostId: string
  /** Epoch milliseconds of the tick. */
  readonly ts: number
  readonly samples: readonly Sample[]
  /** Workloads that were left out because one of their containers could not be measured: whether they run is not known. */
  readonly unmeasured?: ReadonlySet<string>
}
