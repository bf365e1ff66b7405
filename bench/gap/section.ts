import type { Section } from '../results.ts'
import { everybody, type Stage } from '../stage.ts'
import { median, medianRatio, summarize } from '../statistics.ts'
import { milliseconds, times } from '../table.ts'
import { type GapContest, measureGaps } from './measure.ts'

/** For how long nobody answers behind a published port while it is redeployed. */
export async function measureGap(stage: Stage, rounds: number): Promise<Section> {
  const contests = await measureGaps(everybody(stage), rounds)
  const raw = contests.flatMap((contest) => (contest.name === stage.raw.name ? gapsOf(contest) : []))
  return {
    title: 'Gap of a published port during a redeploy (ms between two answers, polled every 4 ms)',
    head: ['', 'median', 'min', 'max', 'of raw', 'unanswered'],
    rows: contests.map((contest) => {
      const gap = summarize(gapsOf(contest))
      return [
        contest.name,
        milliseconds(gap.p50),
        milliseconds(gap.min),
        milliseconds(gap.max),
        times(medianRatio(gapsOf(contest), raw)),
        String(median(contest.silences.map(({ unanswered }) => unanswered))),
      ]
    }),
    notes: [
      'unanswered: requests that were refused, reset, left empty or not answered within 300 ms (median)',
    ],
    series: contests.map((contest) => ({ name: contest.name, unit: 'ms', samples: gapsOf(contest) })),
    aims: [],
  }
}

function gapsOf({ silences }: GapContest): number[] {
  return silences.map(({ ms }) => ms)
}
