// The page that the benchmark measures: the charts of an app as its page draws them, given one new history after another.
import '@mantine/core/styles.layer.css'
import '../../src/renderer/app.css'
import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { createApi } from '../../src/renderer/client.ts'
import { ConnectionContext } from '../../src/renderer/connection.ts'
import { createI18n } from '../../src/renderer/i18n.ts'
import { chartModel } from '../../src/renderer/panels/stats/chart-model.ts'
import { HistoryCharts } from '../../src/renderer/panels/stats/HistoryCharts.tsx'
import { TimeChart } from '../../src/renderer/panels/stats/TimeChart.tsx'
import { timeTicks } from '../../src/renderer/panels/stats/time-axis.ts'
import type { ReadHistory } from '../../src/renderer/panels/stats/use-stats.ts'
import { createQueries } from '../../src/renderer/queries.ts'
import { Surroundings } from '../../src/renderer/Surroundings.tsx'
import { fakeSlipway } from '../../src/renderer/testing/fake-slipway.ts'
import { sampleContainer, sampleNow } from '../../src/renderer/testing/stats-samples.ts'
import { historyAt } from './history.ts'

/** What can be drawn anew: the drawing of one chart, both charts with all around them, and both of five containers. */
const scenes = { drawing, charts, containers } as const
type Scene = keyof typeof scenes

declare global {
  interface Window {
    /** Draws a scene and lets it settle; nothing but its updates is measured then. */
    openScene: (scene: Scene) => Promise<void>
    /** The longest block of each of so many updates, in milliseconds. */
    measureUpdates: (updates: number) => Promise<number[]>
    /** As many updates without anything else, to be measured from outside. */
    runUpdates: (updates: number) => Promise<void>
  }
}

const WARM_UP = 20

const limited = { cpuLimitPercent: 100, memoryLimitBytes: 512 * 1_048_576 }
const now = sampleNow({ containers: [sampleContainer(limited)] })
const holder = document.createElement('div')
document.body.replaceChildren(holder)
let update: () => Promise<void> = () => Promise.reject(new Error('No scene is open.'))

window.openScene = async (scene) => {
  holder.replaceChildren()
  const place = holder.appendChild(document.createElement('div'))
  const root = createRoot(place)
  let round = 0
  flushSync(() => root.render(scenes[scene](round)))
  while (lines().length === 0) await frame(() => undefined)
  update = async () => {
    round += 1
    const before = lines()
    const next = scenes[scene](round)
    await frame(() => flushSync(() => root.render(next)))
    while (lines().some((line, index) => line === before[index])) await frame(() => undefined)
    // The frame that shows the last of them is painted by the next one.
    await frame(() => undefined)
  }
  await window.runUpdates(WARM_UP)
}

window.runUpdates = async (updates) => {
  for (let done = 0; done < updates; done += 1) await update()
}

window.measureUpdates = async (updates) => {
  const blocks: number[] = []
  while (blocks.length < updates) {
    const pulse = startPulse()
    await update()
    blocks.push(pulse.stop())
  }
  return blocks
}

/** Messages of the page to itself, one after another: the longest wait between two is the longest block of script, style,
 *  layout and paint without a pause. */
function startPulse(): { readonly stop: () => number } {
  const { port1, port2 } = new MessageChannel()
  let last = performance.now()
  let longest = 0
  port1.onmessage = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    port2.postMessage(null)
  }
  port2.postMessage(null)
  return {
    stop: () => {
      port1.close()
      return longest
    },
  }
}

async function frame(work: () => void): Promise<void> {
  await new Promise<void>((resolve) => {
    requestAnimationFrame(() => {
      work()
      resolve()
    })
  })
}

function lines(): readonly (string | null)[] {
  return [...holder.querySelectorAll('.recharts-line-curve')].map((line) => line.getAttribute('d'))
}

const texts = { timeText: String, valueText: String, limitText: 'Limit' }

function drawing(round: number): ReactNode {
  const model = chartModel({ history: historyAt(round, 0), now, measure: 'cpu', cpus: 1 })
  const ticks = timeTicks(model.from, model.to, 6)
  return (
    <TimeChart
      {...texts}
      rows={model.rows}
      seriesCount={0}
      from={model.from}
      to={model.to}
      width={580}
      height={186}
      timeTicks={ticks}
      axis={model.axis}
      color="#17647f"
    />
  )
}

function charts(round: number): ReactNode {
  return onPage(historyAt(round, 0))
}

function containers(round: number): ReactNode {
  return onPage(historyAt(round, 5))
}

const queries = createQueries()
const i18n = createI18n('en')
const connection = { api: createApi(fakeSlipway()), role: 'admin' } as const

function onPage(history: ReadHistory): ReactNode {
  return (
    <Surroundings i18n={i18n} nonce="">
      <QueryClientProvider client={queries}>
        <ConnectionContext value={connection}>
          <div style={{ width: 1_180, containerType: 'inline-size' }}>
            <HistoryCharts history={history} now={now} cpuUnit="core" isStale={false} />
          </div>
        </ConnectionContext>
      </QueryClientProvider>
    </Surroundings>
  )
}
