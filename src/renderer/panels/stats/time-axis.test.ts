import { describe, expect, it } from 'vitest'
import { isMidnight, timeTicks } from './time-axis.ts'

const local = (day: number, hour = 0, minute = 0) => new Date(2025, 10, day, hour, minute).getTime()
const clock = (ts: number) => new Date(ts).toTimeString().slice(0, 5)

describe('timeTicks', () => {
  it('takes round minutes in a short window', () => {
    expect(timeTicks(local(23, 14, 1), local(23, 14, 16), 6).map(clock)).toEqual([
      '14:03',
      '14:06',
      '14:09',
      '14:12',
      '14:15',
    ])
  })

  it('takes round hours in a day, midnight among them', () => {
    const ticks = timeTicks(local(22, 15, 20), local(23, 15, 20), 6)
    expect(ticks.map(clock)).toEqual(['16:00', '20:00', '00:00', '04:00', '08:00', '12:00'])
    expect(ticks.filter(isMidnight)).toEqual([local(23)])
  })

  it('takes days in longer windows, each at its local beginning', () => {
    const week = timeTicks(local(16, 10), local(23, 10), 8)
    expect(week).toEqual([17, 18, 19, 20, 21, 22, 23].map((day) => local(day)))
    expect(timeTicks(local(1, 10), local(30, 10), 5).every(isMidnight)).toBe(true)
  })

  it.each([2, 3, 5, 8, 12])('never exceeds what was asked for by more than its first tick: %i', (most) => {
    for (const minutes of [15, 60, 360, 1_440, 10_080, 43_200]) {
      const ticks = timeTicks(local(23, 14, 7) - minutes * 60_000, local(23, 14, 7), most)
      expect(ticks.length).toBeLessThanOrEqual(most + 1)
    }
  })
})
