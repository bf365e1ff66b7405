import type { ContainerFacts } from './facts.ts'
import type { Reading } from './reading.ts'

/** A container's reading of the present round and the one to hold it against, if there is one. */
export interface ReadingPair {
  readonly previous: Reading | null
  readonly reading: Reading
}

interface Baseline {
  readonly pid: number
  readonly ts: number
  readonly reading: Reading
}

/** What one way has read: the present round, and of each container the last reading before it. */
export class Readings {
  #pairs: ReadonlyMap<string, ReadingPair> = new Map()
  #baselines: ReadonlyMap<string, Baseline> = new Map()

  /** Takes in the round at `ts`. A container with another process than before starts anew, and so does one whose last reading
   *  is older than `baselineMs`: the computer slept, or rounds were missed. */
  take(
    readings: ReadonlyMap<string, Reading>,
    running: readonly ContainerFacts[],
    { ts, baselineMs }: { readonly ts: number; readonly baselineMs: number },
  ): void {
    const pairs = new Map<string, ReadingPair>()
    const baselines = new Map<string, Baseline>()
    for (const { id, pid } of running) {
      const before = this.#baselines.get(id)
      const isUsable = before !== undefined && before.pid === pid && Math.abs(ts - before.ts) <= baselineMs
      const reading = readings.get(id)
      if (reading !== undefined) {
        pairs.set(id, { reading, previous: isUsable ? before.reading : null })
        baselines.set(id, { pid, ts, reading })
      } else if (isUsable) baselines.set(id, before)
    }
    this.#pairs = pairs
    this.#baselines = baselines
  }

  /** Null for a container that the last round did not read. */
  pair(id: string): ReadingPair | null {
    return this.#pairs.get(id) ?? null
  }
}
