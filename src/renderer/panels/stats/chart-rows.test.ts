import { describe, expect, it } from 'vitest'
import { samplePoint } from '../../testing/stats-samples.ts'
import { gapAfterMs, peakOf, seriesRows, totalRows } from './chart-rows.ts'

const gapMs = gapAfterMs(15_000)
const at = (seconds: number, cpuPercent = 30, cpuPercentMax = cpuPercent) =>
  samplePoint(seconds * 1_000, { cpuPercent, cpuPercentMax })

describe('totalRows', () => {
  it('puts one empty row where rounds are missing, and none where they are not', () => {
    const rows = totalRows([at(0), at(15), at(60), at(75)], gapMs, 'cpu', 1)
    expect(rows.map(({ ts, average }) => [ts, average])).toEqual([
      [0, 30],
      [15_000, 30],
      [37_500, null],
      [60_000, 30],
      [75_000, 30],
    ])
  })

  it('scales average and maximum alike', () => {
    expect(totalRows([at(0, 40, 80)], gapMs, 'cpu', 1 / 8)).toEqual([
      { ts: 0, average: 5, band: [5, 10], series: [] },
    ])
  })
})

describe('seriesRows', () => {
  it('gives every series its own value at each instant of any, and null where it has none', () => {
    const rows = seriesRows(
      [{ points: [at(0, 1), at(15, 2)] }, { points: [at(15, 3), at(30, 4)] }],
      gapMs,
      'cpu',
      1,
    )
    expect(rows.map(({ series }) => series)).toEqual([
      [1, null],
      [2, 3],
      [null, 4],
    ])
  })

  it('breaks all lines where every series has a gap', () => {
    const rows = seriesRows([{ points: [at(0), at(90)] }, { points: [at(0), at(90)] }], gapMs, 'cpu', 1)
    expect(rows.map(({ series }) => series)).toEqual([
      [30, 30],
      [null, null],
      [30, 30],
    ])
  })

  it('breaks one line where its series alone has a gap', () => {
    const rows = seriesRows(
      [{ points: [at(0), at(15), at(30), at(45)] }, { points: [at(0), at(45)] }],
      gapMs,
      'cpu',
      1,
    )
    expect(rows.map(({ series }) => series[1])).toEqual([30, null, null, 30])
  })
})

describe('peakOf', () => {
  it('is the highest maximum, or the highest value of any series', () => {
    expect(peakOf(totalRows([at(0, 10, 55), at(15, 20, 21)], gapMs, 'cpu', 1))).toBe(55)
    expect(peakOf(seriesRows([{ points: [at(0, 7)] }, { points: [at(0, 9)] }], gapMs, 'cpu', 1))).toBe(9)
    expect(peakOf([])).toBe(0)
  })
})
