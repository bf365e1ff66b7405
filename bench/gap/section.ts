import type { Section } from '../results.ts'
import { everybody, type Stage } from '../stage.ts'
import { median, medianRatio, summarize } from '../statistics.ts'
import { milliseconds, times } from '../table.ts'
import { measureGaps } from './measure.ts'

/** For how long nobody answers behind a published port while it is redeployed. */
export async function measureGap(stage: Stage, rounds: number): Promise<Section> {
  const contests = await measureGaps(everybody(stage), rounds)
  const msOf = (name: string) =>
    contests.find((contest) => contest.name === name)?.silences.map(({ ms }) => ms) ?? []
  const raw = msOf(stage.raw.name)
  return {
    title: 'Gap of a published port during a redeploy (ms between two answers, polled every 4 ms)',
    head: ['', 'median', 'min', 'max', 'of raw', 'unanswered'],
    rows: contests.map(({ name, silences }) => {
      const gap = summarize(msOf(name))
      return [
        name,
        milliseconds(gap.p50),
        milliseconds(gap.min),
        milliseconds(gap.max),
        times(medianRatio(msOf(name), raw)),
        milliseconds(median(silences.map(({ unanswered }) => unanswered))),
      ]
    }),
    notes: ['unanswered: requests that were refused, reset, left empty or not answered within 300 ms'],
    series: contests.map(({ name }) => ({ name, unit: 'ms', samples: msOf(name) })),
    aims: [],
  }
}
