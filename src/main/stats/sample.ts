import type { IndexedContainer } from '../containers/index-store.ts'
import { cpuPercent } from './cpu.ts'
import type { ContainerFacts } from './facts.ts'
import { ratesOf } from './rates.ts'
import type { ReadingPair } from './readings.ts'
import type { Sample } from './round.ts'

/** What a container used since the reading before. */
export function sampleOf(
  { id, workloadId, service }: Pick<IndexedContainer, 'id' | 'workloadId' | 'service'>,
  { name, cpuLimitPercent, memoryLimitBytes }: ContainerFacts,
  { previous, reading }: ReadingPair,
): Sample {
  const network = ratesOf(previous, reading, 'network')
  const blockIo = ratesOf(previous, reading, 'blockIo')
  return {
    workloadId,
    containerId: id,
    name,
    service,
    cpuPercent: cpuPercent(previous, reading),
    memoryBytes: reading.memoryBytes,
    cpuLimitPercent,
    memoryLimitBytes,
    networkReceivedBytesPerSecond: network.inPerSecond,
    networkSentBytesPerSecond: network.outPerSecond,
    blockReadBytesPerSecond: blockIo.inPerSecond,
    blockWrittenBytesPerSecond: blockIo.outPerSecond,
  }
}
