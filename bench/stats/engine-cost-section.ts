import { tryProgram } from '../command.ts'
import type { Aim, Section } from '../results.ts'
import { median } from '../statistics.ts'
import { milliseconds, times } from '../table.ts'
import { type Cost, type CostsOfCount, intervalMs, measureEngineCost } from './engine-cost.ts'

const counts: readonly number[] = [10, 50, 100]
/** Each takes about a minute and a half per count of containers. */
const mostRepeats = 5
const aims = { api: 8, cgroup: 100 } as const

const withoutPeer: Section = {
  title: 'CPU time to sample containers',
  head: [''],
  rows: [],
  notes: ['not measured: there is no docker CLI here to measure it against'],
  series: [],
  aims: [],
}

/** What the engine and whoever asks spend to know what containers use. */
export async function measureEngineCostSection(endpoint: string, rounds: number): Promise<Section> {
  // As the deploys are measured without those who are not there.
  if ((await tryProgram(['docker', '--version'])) === null) return withoutPeer
  const repeats = Math.min(rounds, mostRepeats)
  const results = await measureEngineCost(endpoint, counts, repeats)
  const most = results.at(-1)
  return {
    title: `CPU time to sample containers once every ${intervalMs / 1_000} s (ms per ${intervalMs / 1_000} s, medians of ${repeats})`,
    head: ['', 'engine', 'own', 'engine: docker stats has', 'a round takes'],
    rows: results.flatMap(rowsOf),
    notes: [
      'engine: dockerd, containerd and shims, over what they use when nobody asks; a round by cgroup files asks them nothing,',
      'and what is measured for it is their own unrest: at or below zero, no ratio can be told',
    ],
    series: results.flatMap(seriesOf),
    aims:
      most === undefined
        ? []
        : [
            aimOf('by the API', most, most.api, aims.api),
            aimOf('by cgroup files', most, most.cgroup, aims.cgroup),
          ],
  }
}

function rowsOf({
  containers,
  dockerStats,
  api,
  cgroup,
  apiRoundMs,
  cgroupRoundMs,
}: CostsOfCount): string[][] {
  const row = (name: string, costs: readonly Cost[], roundMs: readonly number[]) => [
    `${containers} containers, ${name}`,
    milliseconds(median(engineOf(costs))),
    milliseconds(median(costs.map(({ ownMs }) => ownMs))),
    costs === dockerStats ? '' : ratioText(dockerStats, costs),
    roundMs.length === 0 ? '' : milliseconds(median(roundMs)),
  ]
  return [
    row('docker stats', dockerStats, []),
    row('by the API', api, apiRoundMs),
    row('by cgroup files', cgroup, cgroupRoundMs),
  ]
}

function engineOf(costs: readonly Cost[]): number[] {
  return costs.map(({ engineMs }) => engineMs)
}

/** Null when what was measured for `costs` is nothing. */
function ratioOf(dockerStats: readonly Cost[], costs: readonly Cost[]): number | null {
  const cost = median(engineOf(costs))
  return cost <= 0 ? null : median(engineOf(dockerStats)) / cost
}

function ratioText(dockerStats: readonly Cost[], costs: readonly Cost[]): string {
  const ratio = ratioOf(dockerStats, costs)
  return ratio === null ? 'more than can be told' : times(ratio)
}

function aimOf(
  way: string,
  { containers, dockerStats }: CostsOfCount,
  costs: readonly Cost[],
  least: number,
): Aim {
  const ratio = ratioOf(dockerStats, costs)
  return {
    what: `engine CPU of docker stats over that ${way}, ${containers} containers: at least × ${least}`,
    measured: ratioText(dockerStats, costs),
    isMet: ratio === null || ratio >= least,
  }
}

function seriesOf({
  containers,
  dockerStats,
  api,
  cgroup,
  apiRoundMs,
  cgroupRoundMs,
}: CostsOfCount): Section['series'] {
  const series = (name: string, samples: readonly number[]) => ({
    name: `${containers} containers: ${name}`,
    unit: 'ms' as const,
    samples,
  })
  return [
    series('engine, docker stats', engineOf(dockerStats)),
    series('engine, by the API', engineOf(api)),
    series('engine, by cgroup files', engineOf(cgroup)),
    series('a round by the API', apiRoundMs),
    series('a round by cgroup files', cgroupRoundMs),
  ]
}
