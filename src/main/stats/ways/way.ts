import type { ContainerFacts } from '../facts.ts'
import type { Reading } from '../reading.ts'

/** One round of readings by container id. A container that has gone or stopped meanwhile is in neither. */
export interface WayResult {
  readonly readings: ReadonlyMap<string, Reading>
  /** Containers that should run and could not be read. */
  readonly failed: ReadonlySet<string>
}

/** One way to read the counters of a host's containers. */
export interface StatsWay {
  /** Never rejects: what could not be read in time has failed. */
  read(containers: readonly ContainerFacts[], signal: AbortSignal): Promise<WayResult>
}
