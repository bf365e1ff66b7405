import type { StatsPoint } from '../../contract/stats.ts'
import type { BucketRow } from './store-reads.ts'

interface Bucket {
  rounds: number
  containers: number
  cpuSum: number
  cpuMax: number
  memorySum: number
  memoryMax: number
}

/** Puts the rows of one series into buckets, whatever level they are of; a bucket that nothing falls into does not exist. */
export class Buckets {
  readonly #buckets = new Map<number, Bucket>()

  add(rows: readonly BucketRow[]): void {
    for (const [number, rounds, containers, cpuSum, cpuMax, memorySum, memoryMax] of rows) {
      const bucket = this.#buckets.get(number)
      if (bucket === undefined) {
        this.#buckets.set(number, { rounds, containers, cpuSum, cpuMax, memorySum, memoryMax })
      } else {
        bucket.rounds += rounds
        bucket.containers = Math.max(bucket.containers, containers)
        bucket.cpuSum += cpuSum
        bucket.cpuMax = Math.max(bucket.cpuMax, cpuMax)
        bucket.memorySum += memorySum
        bucket.memoryMax = Math.max(bucket.memoryMax, memoryMax)
      }
    }
  }

  /** Oldest first. */
  points(bucketMs: number): StatsPoint[] {
    return [...this.#buckets]
      .sort(([one], [other]) => one - other)
      .map(([number, bucket]) => pointOf(number * bucketMs, bucket))
  }
}

function pointOf(
  ts: number,
  { rounds, containers, cpuSum, cpuMax, memorySum, memoryMax }: Bucket,
): StatsPoint {
  return {
    ts,
    cpuPercent: Math.round(cpuSum / rounds) / 100,
    cpuPercentMax: cpuMax / 100,
    memoryBytes: Math.round((memorySum / rounds) * 1_024),
    memoryBytesMax: memoryMax * 1_024,
    containers,
  }
}
