import { type Aim, atMost, type Section, type Series } from '../results.ts'
import { type Summary, summarize } from '../statistics.ts'
import { milliseconds } from '../table.ts'
import { measureStats, type StatsResult, type Times, windows } from './measure.ts'
import { containerCount, days } from './usage.ts'

const historyMs = 3
const roundMs = 5
const pruneStepMs = 20
const fileMb = 150

/** How fast a month of samples is read and written, and how large it is. */
export function measureStatsStoreSection(samples: number): Section {
  const result = measureStats(samples)
  const [ours] = result.contenders
  const base = (row: string) => (ours === undefined ? null : summaryOf(ours, row))
  const rows = [...windows.map(({ name }) => name), roundRow].flatMap((row) =>
    result.contenders.flatMap((contender) => lineOf(row, contender, base(row))),
  )
  const machine = [
    { name: 'a page to the disk and nothing else', samples: result.bareSyncMs },
    { name: 'a loop of arithmetic and nothing else', samples: result.arithmeticMs },
  ]
  return {
    title: `Stats of ${containerCount} containers over ${days} days, 5 a workload, on disk (ms)`,
    head: ['', 'samples', 'p50', 'p99', 'max', 'p50 of Slipway'],
    rows: [
      ...rows,
      cells('a step of pruning: Slipway', summarize(result.pruneStepMs), null),
      ...machine.map(({ name, samples: values }) => cells(name, summarize(values), null)),
    ],
    notes: [
      `the file is ${megabytes(result.bytes)} MB with everything in it that the default retention keeps`,
      `it was filled directly; ${result.comparedRows} rows of a shorter time agree with what Slipway itself writes`,
      'the tables hold 7 days of samples and no rollups; the last two rows are what the machine itself does',
    ],
    series: seriesOf(result),
    aims: ours === undefined ? [] : aimsOf(ours, result),
  }
}

const roundRow = 'a round of 100'

function timesOf({ readMs, insertMs }: Times, row: string): readonly number[] {
  return row === roundRow ? insertMs : (readMs.get(row) ?? [])
}

function summaryOf(times: Times, row: string): Summary | null {
  const taken = timesOf(times, row)
  return taken.length === 0 ? null : summarize(taken)
}

function lineOf(row: string, contender: Times, base: Summary | null): string[][] {
  const summary = summaryOf(contender, row)
  return summary === null ? [] : [cells(`${row}: ${contender.name}`, summary, base)]
}

function cells(name: string, { count, p50, p99, max }: Summary, base: Summary | null): string[] {
  const ratio = base === null ? '' : `× ${(p50 / base.p50).toPrecision(3)}`
  return [name, String(count), milliseconds(p50), milliseconds(p99), milliseconds(max), ratio]
}

function seriesOf({ contenders }: StatsResult): Series[] {
  return contenders.flatMap((contender) =>
    [...windows.map(({ name }) => name), roundRow].map(
      (row): Series => ({ name: `${row}: ${contender.name}`, unit: 'ms', samples: timesOf(contender, row) }),
    ),
  )
}

function aimsOf(ours: Times, { bytes, pruneStepMs: steps }: StatsResult): Aim[] {
  return [
    ...windows.map(({ name }) =>
      atMost(`history of ${name}, p99`, summaryOf(ours, name)?.p99 ?? Number.NaN, historyMs),
    ),
    atMost('a round of 100 with its rollups, p99', summaryOf(ours, roundRow)?.p99 ?? Number.NaN, roundMs),
    atMost('a step of pruning, longest', summarize(steps).max, pruneStepMs),
    {
      what: `file after ${days} days of ${containerCount} containers: at most ${fileMb} MB`,
      measured: `${megabytes(bytes)} MB`,
      isMet: bytes <= fileMb * 1e6,
    },
  ]
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
