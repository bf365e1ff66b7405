import { describe, expect, it } from 'vitest'
import { bucketLength, finestStep, hasFalseGap, planReads, slowestPace } from './history-window.ts'
import type { AllBounds } from './store-bounds.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** Begins a block of every level. */
const day = Date.UTC(2026, 0, 5)
const now = day + 13 * hourMs + 37 * minuteMs + 20 * secondMs

/** As the default settings leave them after a year. */
const bounds: AllBounds = {
  sample: { keptFrom: now - dayMs - 20 * secondMs, closedUntil: Number.POSITIVE_INFINITY },
  minute: { keptFrom: now - 7 * dayMs - 20 * secondMs, closedUntil: day + 13 * hourMs + 36 * minuteMs },
  tenMinutes: { keptFrom: day - 30 * dayMs, closedUntil: day + 13 * hourMs + 30 * minuteMs },
  hour: { keptFrom: day - 400 * dayMs, closedUntil: day + 13 * hourMs },
}
const all: AllBounds = {
  sample: { ...bounds.sample, keptFrom: 0 },
  minute: { ...bounds.minute, keptFrom: 0 },
  tenMinutes: { ...bounds.tenMinutes, keptFrom: 0 },
  hour: { ...bounds.hour, keptFrom: 0 },
}

const spans = (window: { from: number; to: number }, bucketMs: number, of = bounds) =>
  planReads(window, bucketMs, of).map(({ level, from, to }) => [level.name, from - day, to - day])

describe('the length of buckets', () => {
  it.each([
    ['15 min', 15 * minuteMs, 5 * secondMs],
    ['1 h', hourMs, 15 * secondMs],
    ['6 h', 6 * hourMs, 2 * minuteMs],
    ['24 h', dayMs, 5 * minuteMs],
    ['7 d', 7 * dayMs, 40 * minuteMs],
    ['30 d', 30 * dayMs, 3 * hourMs],
    ['400 d', 400 * dayMs, 2 * dayMs],
  ])('for %s and 300 points is the shortest round one', (_, lengthMs, bucketMs) => {
    expect(bucketLength({ from: now - lengthMs, to: now }, 300, 1)).toBe(bucketMs)
  })

  it('counts the buckets at the borders, which a window may only touch', () => {
    const from = day + 1
    expect(bucketLength({ from, to: from + 10 * minuteMs }, 10, 1)).toBe(2 * minuteMs)
    expect(bucketLength({ from: day, to: day + 10 * minuteMs }, 10, 1)).toBe(minuteMs)
  })

  it('is never below what is asked for', () => {
    expect(bucketLength({ from: now - hourMs, to: now }, 300, 10 * minuteMs)).toBe(10 * minuteMs)
  })

  it.each([
    [now - hourMs, 1],
    [now - 2 * dayMs, minuteMs],
    [now - 20 * dayMs, 10 * minuteMs],
    [now - 300 * dayMs, hourMs],
    [0, hourMs],
  ])('fits the finest level that reaches back to %d', (from, stepMs) => {
    expect(finestStep(from, bounds)).toBe(stepMs)
  })
})

describe('the rows of a window', () => {
  it('are samples alone for short buckets', () => {
    expect(spans({ from: now - hourMs, to: now }, 15 * secondMs)).toEqual([
      ['sample', now - hourMs - day, now - day],
    ])
  })

  it('are the coarsest rollups, and finer ones towards both borders', () => {
    const from = day - 3 * hourMs + 25 * minuteMs + 30 * secondMs
    expect(spans({ from, to: now }, 3 * hourMs, all)).toEqual([
      ['sample', from - day, from - day + 30 * secondMs],
      ['minute', from - day + 30 * secondMs, from - day + 4.5 * minuteMs],
      ['tenMinutes', -2.5 * hourMs, -2 * hourMs],
      ['hour', -2 * hourMs, 13 * hourMs],
      ['tenMinutes', 13 * hourMs, 13.5 * hourMs],
      ['minute', 13.5 * hourMs, 13.5 * hourMs + 6 * minuteMs],
      ['sample', 13.5 * hourMs + 6 * minuteMs, now - day],
    ])
  })

  it('are those of a finer level where the coarser one is not kept that long', () => {
    const short = { ...all, hour: { ...all.hour, keptFrom: day } }
    expect(spans({ from: day - hourMs, to: day + 2 * hourMs }, hourMs, short)).toEqual([
      ['tenMinutes', -hourMs, 0],
      ['hour', 0, 2 * hourMs],
    ])
  })

  it('are those that begin in it where nothing finer is left', () => {
    const from = day - 100 * dayMs + 30 * minuteMs
    expect(spans({ from, to: from + 2 * hourMs }, hourMs)).toEqual([
      ['hour', -100 * dayMs + hourMs, -100 * dayMs + 3 * hourMs],
    ])
  })

  it('never overlap and never leave anything out, whatever the window', () => {
    for (let at = 0; at < 200; at += 1) {
      const from = now - dayMs + at * 397_123
      const to = Math.min(now, from + at * 571_001 + 1)
      const plan = planReads({ from, to }, hourMs, all)
      expect(plan.map((span) => span.from)).toEqual([from, ...plan.slice(0, -1).map((span) => span.to)])
      expect(plan.at(-1)?.to).toBe(to)
    }
  })
})

describe('the pace of rounds', () => {
  const times = (...pauses: number[]) => {
    let ts = 0
    return [0, ...pauses.map((pause) => (ts += pause))]
  }

  it('is the longest that was held, not a single longer wait', () => {
    expect(slowestPace(times(15_000, 15_000, 60_000, 15_000, 15_000))).toBe(15_000)
    expect(slowestPace(times(45_000, 45_000, 15_000, 15_000))).toBe(45_000)
    expect(slowestPace(times(600_000, 15_000, 15_000, 600_000))).toBe(15_000)
  })

  it('is not known from fewer than three rounds', () => {
    expect(slowestPace(times(15_000))).toBeNull()
  })

  it('leaves a bucket empty when a round is a moment late', () => {
    expect(hasFalseGap([14_999, 30_001], 15_000, 15_000)).toBe(true)
    expect(hasFalseGap([14_999, 30_001], 15_000, 20_000)).toBe(false)
    expect(hasFalseGap([14_999, 60_001], 15_000, 15_000)).toBe(false)
  })
})
