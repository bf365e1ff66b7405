import { describe, expect, it } from 'vitest'
import { ratesOf, sumOperations } from './rates.ts'
import type { Reading, Transfer } from './reading.ts'

function reading(atMs: number, network: Transfer | null): Reading {
  return { atMs, network, cpuNs: 0, clock: { kind: 'wall' }, memoryBytes: 0, blockIo: null }
}

describe('a rate', () => {
  it('is bytes per second between two readings', () => {
    const rates = ratesOf(
      reading(1_000, { in: 100, out: 10 }),
      reading(3_000, { in: 300, out: 10 }),
      'network',
    )

    expect(rates).toEqual({ inPerSecond: 100, outPerSecond: 0 })
  })

  it.each([
    ['at the first reading', null, reading(1_000, { in: 1, out: 1 })],
    ['where the earlier one tells nothing', reading(0, null), reading(1_000, { in: 1, out: 1 })],
    ['where the later one tells nothing', reading(0, { in: 1, out: 1 }), reading(1_000, null)],
    ['when no time passed', reading(0, { in: 1, out: 1 }), reading(0, { in: 2, out: 2 })],
  ])('is a gap %s', (_case, previous, now) => {
    expect(ratesOf(previous, now, 'network')).toEqual({ inPerSecond: null, outPerSecond: null })
  })

  it('is a gap in that direction alone in which a counter ran backwards', () => {
    const rates = ratesOf(reading(0, { in: 5, out: 5 }), reading(1_000, { in: 4, out: 7 }), 'network')

    expect(rates).toEqual({ inPerSecond: null, outPerSecond: 2 })
  })
})

describe('block I/O', () => {
  it.each([
    ['Read', 'Write'],
    ['read', 'write'],
    ['r', 'w'],
  ])('is what is listed as %s and %s on all devices', (read, write) => {
    const entries = [
      { operation: read, bytes: 1 },
      { operation: write, bytes: 10 },
      { operation: read, bytes: 2 },
      { operation: 'Sync', bytes: 100 },
      { operation: 'Total', bytes: 100 },
    ]

    expect(sumOperations(entries)).toEqual({ in: 3, out: 10 })
  })

  it('counts no numbers of operations, as Podman lists them beside the bytes', () => {
    const entries = [
      { operation: 'rios', bytes: 5 },
      { operation: 'wios', bytes: 5 },
      { operation: 'dbytes', bytes: 5 },
    ]

    expect(sumOperations(entries)).toEqual({ in: 0, out: 0 })
  })
})
