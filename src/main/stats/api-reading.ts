import type { EngineInfo } from '../../contract/host.ts'
import type { ContainerCounters } from '../docker/engine.ts'
import { memoryInUse } from './memory.ts'
import { sumOperations } from './rates.ts'
import type { CpuClock, Reading, Transfer } from './reading.ts'

/** Windows counts CPU time in units of 100 ns. */
const windowsTickNs = 100

/** What an engine's counters say; null for a container that does not run, whose counters are all zero. */
export function readingOf(
  counters: ContainerCounters,
  { os, product }: Pick<EngineInfo, 'os' | 'product'>,
): Reading | null {
  const atMs = preciseMs(counters.read)
  if (atMs === null) return null
  return {
    atMs,
    cpuNs: counters.cpu.total * (os === 'windows' ? windowsTickNs : 1),
    clock: clockOf(counters, os === 'windows' || product === 'podman'),
    memoryBytes: memoryOf(counters.memory, os === 'windows'),
    network: networkOf(counters),
    blockIo: blockIoOf(counters),
  }
}

/** Windows counts no CPU time of the whole machine, and Podman's `system_cpu_usage` is the time that its containers used: it
 *  says nothing about what there was to use. */
function clockOf({ cpu }: ContainerCounters, hasOnlyTime: boolean): CpuClock {
  if (hasOnlyTime || cpu.system === null) return { kind: 'wall' }
  return { kind: 'system', ns: cpu.system, cpus: cpu.onlineCpus === 0 ? cpu.countedCpus : cpu.onlineCpus }
}

function memoryOf(
  { usage, privateWorkingSet, ...rest }: ContainerCounters['memory'],
  isWindows: boolean,
): number {
  return isWindows ? (privateWorkingSet ?? 0) : memoryInUse({ usage: usage ?? 0, ...rest })
}

function networkOf({ networks }: ContainerCounters): Transfer | null {
  if (networks === null) return null
  return {
    in: networks.reduce((sum, { received }) => sum + received, 0),
    out: networks.reduce((sum, { sent }) => sum + sent, 0),
  }
}

function blockIoOf({ storage, blockIo }: ContainerCounters): Transfer {
  return storage === null ? sumOperations(blockIo) : { in: storage.read, out: storage.written }
}

/** Epoch milliseconds with what Date leaves out below them; null for the year 1, which stands for never, and for no time at all. */
function preciseMs(read: string): number | null {
  const ms = Date.parse(read)
  if (!(ms > 0)) return null
  const belowMs = /\.\d{3}(\d+)/.exec(read)?.[1]
  return belowMs === undefined ? ms : ms + Number(`0.${belowMs}`)
}
