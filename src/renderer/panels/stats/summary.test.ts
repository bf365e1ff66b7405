import { describe, expect, it } from 'vitest'
import { sampleContainer, samplePoint } from '../../testing/stats-samples.ts'
import { limitOf, summarize } from './summary.ts'

describe('summarize', () => {
  it('gives the latest value, the average and the highest maximum', () => {
    const points = [
      samplePoint(0, { cpuPercent: 10, cpuPercentMax: 90 }),
      samplePoint(1, { cpuPercent: 30, cpuPercentMax: 31 }),
    ]
    expect(summarize(points, 'cpu')).toEqual({ now: 30, average: 20, max: 90 })
  })

  it('knows nothing without points', () => {
    expect(summarize([], 'memory')).toBeNull()
  })
})

describe('limitOf', () => {
  it('sums the limits when every container has one', () => {
    const limited = sampleContainer({ cpuLimitPercent: 50, memoryLimitBytes: 100 })
    expect(limitOf([limited, limited], 'cpu')).toBe(100)
    expect(limitOf([limited, limited], 'memory')).toBe(200)
  })

  it('is none when one of them has none, or there are none', () => {
    expect(limitOf([sampleContainer({ cpuLimitPercent: 50 }), sampleContainer()], 'cpu')).toBeNull()
    expect(limitOf([], 'cpu')).toBeNull()
  })
})
