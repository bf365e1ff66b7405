import type {
  ContainerStats,
  StatsHistory,
  StatsHistoryInput,
  StatsNow,
  StatsPoint,
} from '../../contract/stats.ts'

const HOUR = 3_600_000
const MEBIBYTE = 1_048_576

export function samplePoint(ts: number, change: Partial<StatsPoint> = {}): StatsPoint {
  const cpuPercent = change.cpuPercent ?? 30
  const memoryBytes = change.memoryBytes ?? 64 * MEBIBYTE
  return {
    ts,
    cpuPercent,
    cpuPercentMax: cpuPercent,
    memoryBytes,
    memoryBytesMax: memoryBytes,
    containers: 1,
    ...change,
  }
}

export function sampleContainer(change: Partial<ContainerStats> = {}): ContainerStats {
  return {
    containerId: 'c'.repeat(64),
    name: 'web-1',
    service: 'web',
    ts: Date.now(),
    cpuPercent: 30,
    memoryBytes: 64 * MEBIBYTE,
    cpuLimitPercent: null,
    memoryLimitBytes: null,
    networkReceivedBytesPerSecond: 2_048,
    networkSentBytesPerSecond: 512,
    blockReadBytesPerSecond: 0,
    blockWrittenBytesPerSecond: null,
    ...change,
  }
}

export function sampleNow(change: Partial<StatsNow> = {}): StatsNow {
  return {
    workloadId: 'web',
    ts: Date.now(),
    hostCpus: 8,
    hostMemoryBytes: 17_179_869_184,
    containers: [sampleContainer()],
    recent: { bucketMs: 15_000, points: [] },
    ...change,
  }
}

/** A history with nothing in it but what the test puts there. */
export function sampleHistory(input: StatsHistoryInput, change: Partial<StatsHistory> = {}): StatsHistory {
  const to = input.to ?? Date.now()
  return { from: input.from ?? to - HOUR, to, bucketMs: 15_000, points: [], deploys: [], ...change }
}

export function noHistory(input: StatsHistoryInput): StatsHistory {
  return sampleHistory(input)
}

export function neverSampled(workloadId: string): StatsNow {
  return sampleNow({ workloadId, ts: null, containers: [] })
}
