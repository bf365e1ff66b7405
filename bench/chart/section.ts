import { atMost, type Section, type Series } from '../results.ts'
import { summarize } from '../statistics.ts'
import { milliseconds } from '../table.ts'
import { measureCharts, type Scene, scenes } from './measure.ts'

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
  const { browser, updateMs } = await measureCharts(updates)
  const series: Series[] = scenes.map((scene) => ({
    name: names[scene],
    unit: 'ms',
    samples: updateMs[scene],
  }))
  return {
    title: `Update of charts of 300 points in Chromium ${browser} (ms, ${updates} updates)`,
    head: ['', 'p50', 'p95', 'max'],
    rows: series.map(({ name, samples }) => {
      const { p50, p95, max } = summarize(samples)
      return [name, milliseconds(p50), milliseconds(p95), milliseconds(max)]
    }),
    notes: [
      'the longest that the page is blocked: script, style, layout and paint without a pause, built for production',
    ],
    series,
    aims: [
      atMost('update of one chart of 300 points, p50', summarize(updateMs.drawing).p50, frameMs),
      atMost('update of one chart of 300 points, p95', summarize(updateMs.drawing).p95, frameMs),
      atMost('update of both charts of 300 points, p50', summarize(updateMs.charts).p50, frameMs),
    ],
  }
}
