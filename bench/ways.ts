import type { Deployer } from './deployers/deployer.ts'
import { busyMs, type TracedCall } from './engine-trace.ts'
import { atMost, type Section, type Series } from './results.ts'
import { alternate } from './rounds.ts'
import type { Stage } from './stage.ts'
import { median } from './statistics.ts'
import { milliseconds } from './table.ts'

const unchangedEngineMs = 30

/** One of Slipway's ways to deploy, and what it asked of the engine each time. */
interface Way {
  readonly name: string
  readonly deployer: Deployer
  readonly deploy: () => Promise<void>
  readonly passages: Passage[]
}

interface Passage {
  readonly startedAt: number
  readonly wallMs: number
  readonly engineMs: number
  /** Those after the end of the deploy too, until nothing went on. */
  readonly calls: readonly TracedCall[]
}

export interface WaysResult {
  readonly section: Section
  /** What the last deploy of each way asked of the engine. */
  readonly traces: readonly { readonly name: string; readonly lines: readonly string[] }[]
}

/** How much of each way of Slipway's is the engine's time and how much its own. */
export async function measureWays(stage: Stage, rounds: number): Promise<WaysResult> {
  const { slipway, slipwayWithoutPort } = stage
  const overlap = way('overlap: no published port', slipwayWithoutPort, slipwayWithoutPort.deploy)
  const recreate = way('recreate: a published port', slipway, slipway.deploy)
  const unchanged = way('unchanged', slipway, slipway.deployUnchanged)
  const ways = [overlap, recreate, unchanged]
  // Twice, since the first deploy of all has nothing to replace.
  for (const { deploy, deployer } of [overlap, recreate, overlap, recreate, unchanged]) {
    await deploy()
    await deployer.rest()
  }
  await alternate(ways, rounds, (each) => pass(stage, each))
  checkThatNothingChanged(unchanged)
  return { section: waysSection(ways, unchanged), traces: ways.map(traceOf) }
}

function way(name: string, deployer: Deployer, deploy: () => Promise<void>): Way {
  return { name, deployer, deploy, passages: [] }
}

async function pass({ trace }: Stage, { deploy, deployer, passages }: Way): Promise<void> {
  const startedAt = performance.now()
  await deploy()
  const endedAt = performance.now()
  const engineMs = busyMs(trace.between(startedAt, endedAt), endedAt)
  await deployer.rest()
  const calls = trace.between(startedAt, Number.POSITIVE_INFINITY)
  passages.push({ startedAt, wallMs: endedAt - startedAt, engineMs, calls })
}

function checkThatNothingChanged({ passages }: Way): void {
  const change = passages.flatMap(({ calls }) => calls).find(({ method }) => method !== 'GET')
  if (change === undefined) return
  throw new Error(`A deploy that should change nothing asked the engine for ${change.method} ${change.path}.`)
}

function waysSection(ways: readonly Way[], unchanged: Way): Section {
  return {
    title: 'Where the time of a deploy goes (ms, medians)',
    head: ['', 'request to end', 'engine', 'Slipway', 'calls'],
    rows: ways.map(({ name, passages }) => [
      name,
      milliseconds(median(passages.map(({ wallMs }) => wallMs))),
      milliseconds(median(passages.map(({ engineMs }) => engineMs))),
      milliseconds(median(passages.map(({ wallMs, engineMs }) => wallMs - engineMs))),
      String(
        median(passages.map((passage) => passage.calls.filter((call) => isWithin(passage, call)).length)),
      ),
    ]),
    notes: ['engine: while a request was under way; an unchanged deploy restarts nothing, which is checked'],
    series: ways.flatMap(({ name, passages }): Series[] => [
      { name: `${name}, request to end`, unit: 'ms', samples: passages.map(({ wallMs }) => wallMs) },
      { name: `${name}, engine`, unit: 'ms', samples: passages.map(({ engineMs }) => engineMs) },
    ]),
    aims: [
      atMost(
        'unchanged deploy: engine time',
        median(unchanged.passages.map(({ engineMs }) => engineMs)),
        unchangedEngineMs,
      ),
    ],
  }
}

function isWithin({ startedAt, wallMs }: Passage, call: TracedCall): boolean {
  return call.startedAt < startedAt + wallMs
}

function traceOf({ name, passages }: Way): WaysResult['traces'][number] {
  const last = passages.at(-1)
  if (last === undefined) return { name, lines: [] }
  const line = (at: number, took: string, text: string) =>
    `${at.toFixed(1).padStart(8)}  ${took.padStart(7)}  ${text}`
  const callLine = ({ method, path, startedAt, endedAt }: TracedCall) =>
    line(
      startedAt - last.startedAt,
      endedAt === null ? '' : (endedAt - startedAt).toFixed(1),
      `${method} ${path}`,
    )
  const within = last.calls.filter((call) => isWithin(last, call))
  const after = last.calls.filter((call) => !isWithin(last, call))
  const closed = line(last.wallMs, '', 'the entry is closed')
  return { name, lines: ['      at     took', ...within.map(callLine), closed, ...after.map(callLine)] }
}
