import { atMost, type Section, type Series } from '../results.ts'
import { summarize } from '../statistics.ts'
import { milliseconds } from '../table.ts'
import { measureCharts, type Scene } from './measure.ts'

/** One frame of a screen that shows 60 a second. */
const frameMs = 16.7
const updates = 100

const names: Readonly<Record<Scene, string>> = {
  drawing: 'one chart: average, maximum and limit',
  charts: "both charts of an app's page, with all around them",
  containers: 'both charts with a line for each of 5 containers',
}

/** How long the page is blocked when charts of 300 points get new ones. */
export async function measureChartSection(): Promise<Section> {
  const { browser, times } = await measureCharts(updates)
  const series: Series[] = times.map(({ scene, blockMs }) => ({
    name: names[scene],
    unit: 'ms',
    samples: blockMs,
  }))
  return {
    title: `Update of charts of 300 points in Chromium ${browser} (ms, ${updates} updates)`,
    head: ['', 'p50', 'p95', 'max', 'work'],
    rows: times.map(({ scene, blockMs, workMs }) => {
      const { p50, p95, max } = summarize(blockMs)
      return [names[scene], ...[p50, p95, max, workMs].map(milliseconds)]
    }),
    notes: [
      'the longest that the page is blocked: script, style, layout and paint without a pause, built for production',
      "work: the page's thread in its own time, on average: the number that a busy machine changes least",
    ],
    series,
    aims: times
      .filter(({ scene }) => scene === 'drawing')
      .flatMap(({ blockMs, workMs }) => [
        atMost('update of a chart of 300 points, p50', summarize(blockMs).p50, frameMs),
        atMost('update of a chart of 300 points, p95', summarize(blockMs).p95, frameMs),
        atMost('update of a chart of 300 points, work', workMs, frameMs),
      ]),
  }
}
