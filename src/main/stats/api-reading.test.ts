import { describe, expect, it } from 'vitest'
import { readCounters } from '../docker/counters.ts'
import { readingOf } from './api-reading.ts'
import { cpuPercent } from './cpu.ts'
import type { Reading } from './reading.ts'
import {
  cgroup1,
  cgroup1WithoutOnlineCpus,
  cgroup2,
  cgroup2OneShot,
  podman,
  podmanMemory,
  windows,
} from './testing/published-stats.ts'

const engines = {
  linux: { os: 'linux', product: 'docker' },
  podman: { os: 'linux', product: 'podman' },
  windows: { os: 'windows', product: 'docker' },
} as const

function read(document: unknown, engine: keyof typeof engines): Reading {
  const reading = readingOf(readCounters(document), engines[engine])
  if (reading === null) throw new Error('no reading')
  return reading
}

/** The reading that a document itself names as the earlier one. */
function earlier(document: { precpu_stats: object; preread?: string; read: string }): Reading {
  const read1 = document.preread ?? '2015-01-08T22:57:30.547920715Z'
  return read({ ...document, read: read1, cpu_stats: document.precpu_stats }, 'linux')
}

describe('a published stats document', () => {
  it('of cgroup v1 tells CPU time, memory and network', () => {
    const reading = read(cgroup1, 'linux')

    expect(cpuPercent(earlier(cgroup1), reading)).toBeCloseTo((121_359 / 729_814_450_000_000) * 400, 15)
    expect(reading).toMatchObject({
      memoryBytes: 6_537_216,
      network: { in: 9_979, out: 1_338 },
      blockIo: { in: 0, out: 0 },
    })
  })

  it('of cgroup v1 without online_cpus has its processors counted', () => {
    const reading = read(cgroup1WithoutOnlineCpus, 'linux')

    expect(reading.clock).toEqual({ kind: 'system', ns: 24_052_607_520_000_000, cpus: 8 })
    expect(cpuPercent(earlier(cgroup1WithoutOnlineCpus), reading)).toBe(0)
    expect(reading).toMatchObject({ network: null, blockIo: { in: 753_664, out: 0 } })
  })

  it('of cgroup v2 tells CPU time, memory without the inactive cache, and block I/O', () => {
    expect(cpuPercent(earlier(cgroup2), read(cgroup2, 'linux'))).toBeCloseTo(124.2084, 4)
    expect(read(cgroup2, 'linux').memoryBytes).toBe(1_563_537_408 - 115_740_672)
    expect(read(cgroup2OneShot, 'linux')).toMatchObject({
      cpuNs: 999_478_000,
      clock: { kind: 'system', ns: 4_836_970_000_000, cpus: 2 },
      memoryBytes: 234_647_552,
      network: { in: 1_296, out: 0 },
      blockIo: { in: 167_936, out: 0 },
    })
  })

  it('of Podman comes to what Podman itself makes of it, by the time between two readings', () => {
    const reading = read(podman, 'podman')
    // The document does not have the earlier counter; Podman counts in microseconds.
    const usedNs = 2_141_708_000
    const before = { ...read({ ...podman, read: podman.preread }, 'podman'), cpuNs: reading.cpuNs - usedNs }

    expect(cpuPercent(before, reading)).toBeCloseTo(podman.cpu_stats.cpu, 4)
    expect(reading.blockIo).toEqual({ in: 0, out: 5_698_093_056 })
    expect(read({ ...podman, memory_stats: podmanMemory }, 'podman').memoryBytes).toBe(podmanMemory.usage)
  })

  it('of Windows counts time in units of 100 ns, in percent of one core, and memory as the private working set', () => {
    const reading = read(windows, 'windows')
    const twoSecondsLater = {
      ...windows,
      read: '2017-01-11T08:32:48.2413794Z',
      cpu_stats: { cpu_usage: { total_usage: windows.cpu_stats.cpu_usage.total_usage + 320_000_000 } },
    }

    expect(reading).toMatchObject({ cpuNs: 53_671_875_000, memoryBytes: 59_961_344 })
    // 32 processor seconds in 2 s: 25 % of the 128 that there were, as the docker CLI has it, on 64 processors.
    expect(cpuPercent(reading, read(twoSecondsLater, 'windows'))).toBeCloseTo(25 * windows.num_procs, 6)
  })
})

describe('an answer of the engine', () => {
  it('for a container that does not run is no reading', () => {
    const stopped = { read: '0001-01-01T00:00:00Z', cpu_stats: { cpu_usage: { total_usage: 0 } } }

    expect(readingOf(readCounters(stopped), engines.linux)).toBeNull()
    expect(readingOf(readCounters({}), engines.linux)).toBeNull()
  })

  it('is read to the last digit of its time', () => {
    const at = (time: string) => read({ read: time }, 'podman').atMs

    expect(at('2026-01-01T00:00:00.123456789Z') - at('2026-01-01T00:00:00.123Z')).toBeCloseTo(0.456789, 3)
    expect(at('2026-01-01T02:00:00.5+02:00')).toBe(at('2026-01-01T00:00:00.500Z'))
    expect(at('2026-01-01T00:00:00Z')).toBe(Date.UTC(2026, 0, 1))
  })

  it('of Windows tells what was read from and written to its storage', () => {
    const storage = { read_size_bytes: 5, write_size_bytes: 7 }

    expect(read({ ...windows, storage_stats: storage }, 'windows').blockIo).toEqual({ in: 5, out: 7 })
  })
})
