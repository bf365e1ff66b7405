import { atMost, type Section, type Series } from '../results.ts'
import { summarize } from '../statistics.ts'
import { milliseconds } from '../table.ts'
import { entriesPerWorkload, workloadCount } from './fill.ts'
import { measureLedger } from './measure.ts'

const newestMs = 0.2
const addMs = 0.5

/** How fast a ledger of 100,000 entries reads and writes. */
export function measureLedgerSection(samples: number): Section {
  const { contenders, bareSyncMs, arithmeticMs } = measureLedger(samples)
  const series: Series[] = [
    ...contenders.flatMap(({ name, ...of }): Series[] => [
      { name: `newest 50 of a workload: ${name}`, unit: 'ms', samples: of.newestMs },
      { name: `insert and prune, durable: ${name}`, unit: 'ms', samples: of.addMs },
      { name: `close an entry, durable: ${name}`, unit: 'ms', samples: of.closeMs },
    ]),
    { name: 'a page to the disk and nothing else', unit: 'ms', samples: bareSyncMs },
    { name: 'a loop of arithmetic and nothing else', unit: 'ms', samples: arithmeticMs },
  ]
  const ours = contenders[0]
  return {
    title: `Ledger of ${workloadCount} workloads with ${entriesPerWorkload} entries each, on disk (ms, ${samples} samples)`,
    head: ['', 'p50', 'p99', 'max'],
    rows: series.map(({ name, samples: values }) => {
      const { p50, p99, max } = summarize(values)
      return [name, milliseconds(p50), milliseconds(p99), milliseconds(max)]
    }),
    notes: [
      'the last two are what the machine itself does: a p99 says something only where theirs stay near p50',
    ],
    series,
    aims:
      ours === undefined
        ? []
        : [
            atMost('newest 50 of a workload, p99', summarize(ours.newestMs).p99, newestMs),
            atMost('insert and prune, p99', summarize(ours.addMs).p99, addMs),
          ],
  }
}
