import { describe, expect, it } from 'vitest'
import type { StatsDeploy } from '../../../contract/stats.ts'
import { gatherMarks } from './gather-marks.ts'
import { instantAt, nearest, xOf } from './plot.ts'

const plot = { from: 1_000, to: 2_000, width: 500 }

describe('the place of an instant', () => {
  it('is found from the left edge, and back', () => {
    expect(xOf(plot, 1_500)).toBe(250)
    expect(instantAt(plot, 250)).toBe(1_500)
    expect([instantAt(plot, -20), instantAt(plot, 900)]).toEqual([1_000, 2_000])
  })
})

describe('nearest', () => {
  it('finds the point on whichever side is nearer', () => {
    const points = [{ ts: 0 }, { ts: 100 }, { ts: 200 }]
    expect([-5, 49, 51, 149, 151, 999].map((ts) => nearest(points, ts))).toEqual([0, 0, 1, 1, 2, 2])
    expect(nearest([], 5)).toBeNull()
  })
})

describe('gatherMarks', () => {
  const deploy = (seq: number, ts: number): StatsDeploy => ({
    id: `deploy-${seq}`,
    seq,
    kind: 'deploy',
    outcome: 'succeeded',
    ts,
  })

  it('makes one mark of deploys that would lie on one another', () => {
    const marks = gatherMarks([deploy(1, 1_100), deploy(2, 1_110), deploy(3, 1_500)], plot)
    expect(marks.map(({ x, deploys, last }) => [x, deploys.length, last.seq])).toEqual([
      [50, 2, 2],
      [250, 1, 3],
    ])
  })

  it('leaves out what lies outside of the window', () => {
    expect(gatherMarks([deploy(1, 999), deploy(2, 2_000)], plot)).toEqual([])
  })
})
