import type { StatsHistory, StatsPoint } from '../../src/contract/stats.ts'

const POINTS = 300
const BUCKET_MS = 300_000
const MEBIBYTE = 1_048_576
const FIRST = Date.UTC(2025, 10, 23, 12)

/** A history as the screens hold it: together with what was asked for. */
interface ReadHistory extends StatsHistory {
  readonly window: '24h'
  readonly scope: 'total' | 'container'
}

/** A day in 300 buckets that ends so many buckets after the first; whole, or with the lines of so many containers. */
export function historyAt(round: number, containers: number): ReadHistory {
  const to = FIRST + round * BUCKET_MS
  const from = to - POINTS * BUCKET_MS
  const deploys = [0.3, 0.7].map((share, index) => ({
    id: `deploy-${index}`,
    seq: index + 1,
    kind: 'deploy' as const,
    outcome: 'succeeded' as const,
    ts: from + share * POINTS * BUCKET_MS,
  }))
  const whole = {
    from,
    to,
    bucketMs: BUCKET_MS,
    points: pointsFrom(from, 1),
    deploys,
    window: '24h' as const,
  }
  if (containers === 0) return { ...whole, scope: 'total' }
  const series = Array.from({ length: containers }, (_, index) => ({
    service: 'web',
    containerId: `container-${index}`,
    name: `web-${index + 1}`,
    points: pointsFrom(from, 0.1 + index * 0.05),
  }))
  return { ...whole, scope: 'container', series }
}

/** Restless, and different at each instant: no two neighbours are the same. */
function pointsFrom(from: number, share: number): StatsPoint[] {
  return Array.from({ length: POINTS }, (_, index) => {
    const ts = from + index * BUCKET_MS
    const step = ts / BUCKET_MS
    const cpuPercent = share * (40 + 25 * Math.sin(step / 7) + 10 * Math.sin(step * 1.7))
    const memoryBytes = Math.round(share * (200 + 60 * Math.sin(step / 31)) * MEBIBYTE)
    return {
      ts,
      cpuPercent,
      cpuPercentMax: cpuPercent * 1.3,
      memoryBytes,
      memoryBytesMax: Math.round(memoryBytes * 1.1),
      containers: 1,
    }
  })
}
