import { describe, expect, it } from 'vitest'
import { valueAxis } from './value-axis.ts'

describe('valueAxis', () => {
  it('counts percent in ones, twos and fives', () => {
    expect(valueAxis(37, null, 'decimal').ticks).toEqual([0, 10, 20, 30, 40])
    expect(valueAxis(75, null, 'decimal').ticks).toEqual([0, 20, 40, 60, 80])
    expect(valueAxis(0.9, null, 'decimal').ticks).toEqual([0, 0.5, 1])
    expect(valueAxis(410, null, 'decimal').ticks).toEqual([0, 200, 400, 600])
  })

  it('counts MiB in powers of two', () => {
    expect(valueAxis(240, null, 'binary').ticks).toEqual([0, 64, 128, 192, 256])
    expect(valueAxis(3, null, 'binary').ticks).toEqual([0, 1, 2, 3, 4])
  })

  it('has an axis for something that uses nothing', () => {
    expect(valueAxis(0, null, 'decimal')).toEqual({ max: 0.1, ticks: [0, 0.1], limit: null })
  })

  it('reaches up to a limit that is near', () => {
    expect(valueAxis(30, 50, 'decimal')).toEqual({
      max: 60,
      ticks: [0, 20, 40, 60],
      limit: { at: 50, isAbove: false },
    })
    expect(valueAxis(100, 512, 'binary').max).toBe(512)
  })

  it('keeps a limit that is far above at the top edge, and says so', () => {
    expect(valueAxis(3, 2_048, 'binary')).toMatchObject({ max: 4, limit: { at: 4, isAbove: true } })
  })
})
