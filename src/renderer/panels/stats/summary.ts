import type { ContainerStats, StatsPoint } from '../../../contract/stats.ts'
import { averageOf, type Measure, maximumOf } from './chart-rows.ts'

export interface Summary {
  readonly now: number
  readonly average: number
  readonly max: number
}

/** The latest value, the average of the buckets and the highest maximum; null without any point. */
export function summarize(points: readonly StatsPoint[], measure: Measure): Summary | null {
  const last = points.at(-1)
  if (last === undefined) return null
  const sum = points.reduce((total, point) => total + averageOf(point, measure), 0)
  return {
    now: averageOf(last, measure),
    average: sum / points.length,
    max: points.reduce((highest, point) => Math.max(highest, maximumOf(point, measure)), 0),
  }
}

/** What all containers may use together; null unless every one of them has a limit. */
export function limitOf(containers: readonly ContainerStats[], measure: Measure): number | null {
  if (containers.length === 0) return null
  let sum = 0
  for (const { cpuLimitPercent, memoryLimitBytes } of containers) {
    const limit = measure === 'cpu' ? cpuLimitPercent : memoryLimitBytes
    if (limit === null) return null
    sum += limit
  }
  return sum
}
