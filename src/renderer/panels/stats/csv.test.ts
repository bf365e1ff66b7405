import { describe, expect, it } from 'vitest'
import { samplePoint } from '../../testing/stats-samples.ts'
import { csvName, historyCsv } from './csv.ts'

const at = Date.UTC(2025, 10, 23, 12)
const first = samplePoint(at, { cpuPercent: 30.25, cpuPercentMax: 41.5, memoryBytes: 1_000 })
const second = samplePoint(at + 15_000, { cpuPercent: 0.5, memoryBytes: 2_000, containers: 2 })

describe('historyCsv', () => {
  it('writes one line per bucket, below a line that says what and in which unit', () => {
    expect(historyCsv({ points: [first, second] })).toBe(
      [
        'time_utc,epoch_ms,cpu_percent_of_one_core,cpu_percent_of_one_core_max,memory_bytes,memory_bytes_max,containers',
        '2025-11-23T12:00:00.000Z,1763899200000,30.25,41.5,1000,1000,1',
        '2025-11-23T12:00:15.000Z,1763899215000,0.5,0.5,2000,2000,2',
        '',
      ].join('\r\n'),
    )
  })

  it('adds two columns per part, empty where it has no sample, its name quoted where it must be', () => {
    const series = [
      { service: 'web', containerId: 'a', name: 'web, "old"', points: [first] },
      { service: 'web', containerId: 'b', name: 'web-2', points: [second] },
    ]
    const [head, ...rows] = historyCsv({ points: [first, second], series }).split('\r\n')
    expect(head).toMatch(
      /,containers,"web, ""old"" cpu_percent_of_one_core","web, ""old"" memory_bytes",web-2 cpu_percent_of_one_core,web-2 memory_bytes$/,
    )
    expect(rows.map((row) => row.split(',').slice(7))).toEqual([
      ['30.25', '1000', '', ''],
      ['', '', '0.5', '2000'],
      [],
    ])
  })
})

describe('csvName', () => {
  it('names the app, the window and its end', () => {
    expect(csvName('shop', '1h', at)).toBe('shop-1h-20251123T120000Z.csv')
  })
})
