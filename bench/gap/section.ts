import type { Section } from '../results.ts'
import { everybody, type Stage } from '../stage.ts'
import { median, summarize } from '../statistics.ts'
import { milliseconds, times } from '../table.ts'
import { type GapContest, measureGaps } from './measure.ts'

/** The engine's proxy asks for the new container's address as soon as a request comes in. When that is before the
 *  container has joined the bridge, the kernel asks again after one second (`retrans_time_ms`), and until then nobody
 *  gets through. That is chance, alike for everybody, and would drown the difference: such rounds are counted apart. */
const addressRetryMs = 1_000

/** For how long nobody answers behind a published port while it is redeployed. */
export async function measureGap(stage: Stage, rounds: number): Promise<Section> {
  const contests = await measureGaps(everybody(stage), rounds)
  const rawMs = typicalMs(contests.find(({ name }) => name === stage.raw.name))
  return {
    title: 'Gap of a published port during a redeploy (ms between two answers, polled every 4 ms)',
    head: ['', 'median', 'min', 'max', 'of raw', 'unanswered', '+ 1 s'],
    rows: contests.map((contest) => {
      const { min, max } = summarize(gapsOf(contest))
      const slow = gapsOf(contest).filter((ms) => ms >= addressRetryMs).length
      return [
        contest.name,
        milliseconds(typicalMs(contest)),
        milliseconds(min),
        milliseconds(max),
        times(typicalMs(contest) / rawMs),
        String(median(contest.silences.map(({ unanswered }) => unanswered))),
        `${slow} of ${contest.silences.length}`,
      ]
    }),
    notes: [
      'unanswered: requests that were refused, reset, left empty or not answered within 300 ms (median)',
      '+ 1 s: rounds in which the kernel had to ask twice for the container’s address; the median is of the others',
    ],
    series: contests.map((contest) => ({ name: contest.name, unit: 'ms', samples: gapsOf(contest) })),
    aims: [],
  }
}

/** Median of the rounds without a second of waiting for an address; of all when there are no others. */
function typicalMs(contest: GapContest | undefined): number {
  const all = contest === undefined ? [Number.NaN] : gapsOf(contest)
  const typical = all.filter((ms) => ms < addressRetryMs)
  return median(typical.length > 0 ? typical : all)
}

function gapsOf({ silences }: GapContest): number[] {
  return silences.map(({ ms }) => ms)
}
