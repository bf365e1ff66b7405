import { describe, expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'

describe('the pause between attempts', () => {
  it('doubles from a second to a minute, and no further', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7, 8, 1_000].map((failures) => backoffMs(failures, () => 1))
    expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
  })

  it('lies somewhere in its upper half', () => {
    expect(backoffMs(3, () => 0)).toBe(2_000)
    expect(backoffMs(3, () => 0.5)).toBe(3_000)
  })
})
