import type { HostRound, Sample } from '../../src/main/stats/round.ts'

export const workloadCount = 20
export const containersEach = 5
export const containerCount = workloadCount * containersEach
export const intervalMs = 15_000
export const days = 30
export const dayMs = 86_400_000
/** When the database's time ends; not at the begin of any bucket. */
export const endTs = Date.UTC(2026, 5, 15, 13, 37, 15)
export const beginTs = endTs - days * dayMs

/** Hundredths of a percent and KiB. */
export interface Used {
  readonly cpu: number
  readonly memory: number
}

/** What a container used at a time: a level of its own, a slow swing, and noise without a pattern that a page could pack. */
export function usedBy(container: number, ts: number): Used {
  const round = Math.floor(ts / intervalMs)
  const noise =
    Math.imul(Math.imul(round, 2_654_435_761) ^ Math.imul(container + 1, 40_503), 2_246_822_519) >>> 12
  const swing = Math.abs((round % 5_760) - 2_880)
  return {
    cpu: (container % 10) * 400 + (swing >> 2) + (noise & 1_023),
    memory: 65_536 + container * 8_192 + (noise >> 4),
  }
}

export function workloadId(workload: number): string {
  return `00000000-0000-4000-8000-${String(workload).padStart(12, '0')}`
}

export function containerId(container: number): string {
  return String(container).padStart(64, 'c')
}

/** The names that a round's samples are stored under. */
export function identityOf(
  container: number,
): Pick<Sample, 'workloadId' | 'containerId' | 'service' | 'name'> {
  const workload = Math.floor(container / containersEach)
  const service = `service-${container % containersEach}`
  return {
    workloadId: workloadId(workload),
    containerId: containerId(container),
    service,
    name: `app-${workload}-${service}`,
  }
}

/** A round as the sampler hands it over. */
export function roundAt(ts: number): HostRound {
  const samples = Array.from({ length: containerCount }, (_, container): Sample => {
    const { cpu, memory } = usedBy(container, ts)
    return {
      ...identityOf(container),
      cpuPercent: cpu / 100,
      memoryBytes: memory * 1_024,
      cpuLimitPercent: null,
      memoryLimitBytes: null,
      networkReceivedBytesPerSecond: null,
      networkSentBytesPerSecond: null,
      blockReadBytesPerSecond: null,
      blockWrittenBytesPerSecond: null,
    }
  })
  return { hostId: 'local', ts, samples }
}
