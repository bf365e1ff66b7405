import type { Deployer } from './deployers/deployer.ts'
import type { Aim, Section, Series } from './results.ts'
import { type Contest, timeFirstDeploys, timeRedeploys } from './rounds.ts'
import { everybody, type Stage } from './stage.ts'
import { median, medianRatio, summarize } from './statistics.ts'
import { milliseconds, times } from './table.ts'

const mostTimesRaw = 1.15
const leastTimesCompose = 2

/** From request to running, of everybody, with nothing before and with a container to replace. */
export async function measureDeploys(stage: Stage, rounds: number): Promise<Section[]> {
  const first = await timeFirstDeploys(everybody(stage), rounds)
  const again = await timeRedeploys(everybody(stage), rounds)
  return [
    {
      ...contestSection('First deploy of a present image: from request to running (ms)', first, stage),
      aims: [],
    },
    {
      ...contestSection('Redeploy behind a published port: from request to running (ms)', again, stage),
      notes: [
        'all done: the old container is removed as well, and Slipway keeps the images a rollback may want',
      ],
      aims: redeployAims(again, stage),
    },
  ]
}

function contestSection(title: string, contests: readonly Contest[], stage: Stage): Omit<Section, 'aims'> {
  const raw = timesOf(contests, stage.raw)
  const rows = contests.map(({ deployer }) => {
    const own = timesOf(contests, deployer)
    const running = summarize(own.running)
    return [
      deployer.name,
      milliseconds(running.p50),
      milliseconds(running.min),
      milliseconds(running.max),
      times(medianRatio(own.running, raw.running)),
      milliseconds(median(own.done)),
      times(medianRatio(own.done, raw.done)),
    ]
  })
  return {
    title,
    head: ['', 'median', 'min', 'max', 'of raw', 'all done', 'of raw'],
    rows,
    notes: [],
    series: contests.flatMap(({ deployer }): Series[] => [
      { name: `${deployer.name}, running`, unit: 'ms', samples: timesOf(contests, deployer).running },
      { name: `${deployer.name}, all done`, unit: 'ms', samples: timesOf(contests, deployer).done },
    ]),
  }
}

function redeployAims(contests: readonly Contest[], stage: Stage): Aim[] {
  const ours = timesOf(contests, stage.slipway).running
  const ofRaw = medianRatio(ours, timesOf(contests, stage.raw).running)
  const beside = {
    what: `redeploy: at most ${mostTimesRaw} times the raw calls`,
    measured: times(ofRaw),
    isMet: ofRaw <= mostTimesRaw,
  }
  if (stage.compose === null) return [beside]
  const composeOfOurs = medianRatio(timesOf(contests, stage.compose).running, ours)
  const ahead = {
    what: `redeploy: compose takes at least ${leastTimesCompose} times as long`,
    measured: times(composeOfOurs),
    isMet: composeOfOurs >= leastTimesCompose,
  }
  return [beside, ahead]
}

function timesOf(contests: readonly Contest[], deployer: Deployer): { running: number[]; done: number[] } {
  const timings = contests.find((contest) => contest.deployer === deployer)?.timings ?? []
  return { running: timings.map(({ runningMs }) => runningMs), done: timings.map(({ doneMs }) => doneMs) }
}
