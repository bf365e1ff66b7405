/** What the CPU time of a container is held against. */
export type CpuClock =
  /** CPU time of the whole machine, as Docker on Linux counts it. */
  | { readonly kind: 'system'; readonly ns: number; readonly cpus: number }
  /** The time of the reading itself: Podman's counters, those of Windows, and those of cgroup files. */
  | { readonly kind: 'wall' }

/** Bytes in both directions since the container started. */
export interface Transfer {
  readonly in: number
  readonly out: number
}

/** The counters of one container at one instant. Counters only grow, until the container restarts. */
export interface Reading {
  /** When it was read, in milliseconds with a fraction, by a clock of the machine that it is about; only differences mean something. */
  readonly atMs: number
  /** CPU time used on all cores, in nanoseconds. */
  readonly cpuNs: number
  readonly clock: CpuClock
  /** In use, without the inactive file cache. */
  readonly memoryBytes: number
  /** Null where the container has no network of its own, or where it is not told. */
  readonly network: Transfer | null
  /** Read and written; null where it is not told. */
  readonly blockIo: Transfer | null
}
