import { describe, expect, it } from 'vitest'
import { cpuPercent, cpuPercentOfTime } from './cpu.ts'
import type { CpuClock, Reading } from './reading.ts'

function reading(atMs: number, cpuNs: number, clock: CpuClock = { kind: 'wall' }): Reading {
  return { atMs, cpuNs, clock, memoryBytes: 0, network: null, blockIo: null }
}

const system = (ns: number, cpus = 4): CpuClock => ({ kind: 'system', ns, cpus })

describe('CPU use', () => {
  it.each([
    ['nothing', 0, 0],
    ['half a core', 0.5e9, 50],
    ['three of four cores', 3e9, 300],
    ['all four', 4e9, 400],
  ])('of %s is told in percent of one core', (_case, usedNs, expected) => {
    expect(cpuPercent(reading(0, 1e9, system(0)), reading(1_000, 1e9 + usedNs, system(4e9)))).toBe(expected)
    expect(cpuPercent(reading(0, 1e9), reading(1_000, 1e9 + usedNs))).toBe(expected)
  })

  it.each([
    ['at the first reading', null, reading(1, 1)],
    ['when the counter ran backwards', reading(0, 5), reading(1_000, 4)],
    ['when no time passed', reading(1_000, 5), reading(1_000, 6)],
    ['when time ran backwards', reading(1_000, 5), reading(500, 6)],
    ["when the machine's counter stood still", reading(0, 5, system(7)), reading(1_000, 6, system(7))],
    ["when the machine's counter ran backwards", reading(0, 5, system(7)), reading(1_000, 6, system(6))],
    ['when nobody knows the processors', reading(0, 5, system(0, 0)), reading(1_000, 6, system(7, 0))],
    ['between readings of two kinds', reading(0, 5, system(7)), reading(1_000, 6)],
    ['between readings of two other kinds', reading(0, 5), reading(1_000, 6, system(7))],
  ])('is a gap %s', (_case, previous, now) => {
    expect(cpuPercent(previous, now)).toBeNull()
  })

  it('can be had by time alone, to compare readings of two kinds', () => {
    expect(cpuPercentOfTime(reading(0, 0, system(0)), reading(1_000, 0.3e9, system(9e9)))).toBe(30)
    expect(cpuPercentOfTime(null, reading(1_000, 0.3e9))).toBeNull()
  })
})
