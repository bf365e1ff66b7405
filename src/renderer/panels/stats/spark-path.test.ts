import { describe, expect, it } from 'vitest'
import { samplePoint } from '../../testing/stats-samples.ts'
import { sparkPath } from './spark-path.ts'

const box = { from: 0, to: 100, width: 100, height: 20, peak: 40 }
const at = (ts: number, cpuPercent: number) => samplePoint(ts, { cpuPercent })

describe('sparkPath', () => {
  it('draws from the bottom up, and never above the peak', () => {
    expect(sparkPath([at(0, 0), at(50, 20), at(100, 90)], 60, box)).toBe('M0.0,20.0h0L50.0,10.0L100.0,0.0')
  })

  it('begins a new piece after a gap', () => {
    expect(sparkPath([at(0, 40), at(90, 40)], 60, box)).toBe('M0.0,0.0h0M90.0,0.0h0')
  })
})
