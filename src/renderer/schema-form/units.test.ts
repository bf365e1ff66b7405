import { describe, expect, it } from 'vitest'
import { fromUnit, inUnit, unitFor } from './units.ts'

describe('unitFor', () => {
  it.each([
    [null, 'seconds'],
    [0, 'seconds'],
    [250, 'milliseconds'],
    [1_500, 'seconds'],
    [7_000, 'seconds'],
    [120_000, 'minutes'],
  ] as const)('shows %s ms in %s', (durationMs, unit) => {
    expect(unitFor(durationMs)).toBe(unit)
  })
})

it('brings every duration back to whole milliseconds', () => {
  expect(fromUnit(inUnit(90_000, 'minutes'), 'minutes')).toBe(90_000)
  expect(fromUnit(0.1234, 'seconds')).toBe(123)
})
