// Measures Slipway beside the engine's own calls and beside what people use now. Prints; passes or fails nothing.
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { testEngine, testRegistry } from '../scripts/test-parts/images.ts'
import { measureChartSection } from './chart/section.ts'
import { measureDeploys } from './deploy-times.ts'
import { findCompose } from './deployers/compose.ts'
import { measureGap } from './gap/section.ts'
import { measureLedgerSection } from './ledger/section.ts'
import { describeSurroundings, loadLine, surroundingsLines } from './machine.ts'
import { type BenchOptions, readOptions, usage } from './options.ts'
import { aimLines, type Section, sectionLines } from './results.ts'
import { measureSsh } from './ssh/section.ts'
import { type Stage, setStage } from './stage.ts'
import { measureEngineCostSection } from './stats/engine-cost-section.ts'
import { measureStatsStoreSection } from './stats/section.ts'
import { measureWays, type WaysResult } from './ways.ts'

const options = readOrExplain()
if (options !== null) await runBench(options)

function readOrExplain(): BenchOptions | null {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    console.error(usage)
    process.exitCode = 2
    return null
  }
}

async function runBench(options: BenchOptions): Promise<void> {
  const engine = testEngine()
  const compose = await findCompose()
  const surroundings = await describeSurroundings(engine, compose)
  const date = new Date().toISOString()
  print([
    `Slipway benchmark, ${date}, ${options.rounds} rounds`,
    ...surroundingsLines(surroundings),
    loadLine('at the beginning'),
  ])

  const sections: Section[] = []
  const add = (section: Section) => {
    sections.push(section)
    print(sectionLines(section))
  }
  if (options.only.includes('ledger')) add(measureLedgerSection(options.samples))
  if (options.only.includes('chart')) add(await measureChartSection())
  if (options.only.includes('stats-store')) add(measureStatsStoreSection(options.samples))
  if (options.only.includes('stats-engine')) add(await measureEngineCostSection(engine, options.rounds))
  if (options.only.includes('ssh')) await measureSsh(engine, options.rounds, add)
  if (options.only.some((topic) => topic === 'deploys' || topic === 'gap')) {
    const stage = await setStage({ engine, registry: testRegistry(), compose })
    try {
      await measureOnStage(stage, options, add)
    } finally {
      await stage.clear()
    }
  }
  const aims = sections.flatMap((section) => section.aims)
  if (aims.length > 0) print(aimLines(aims))
  print(['', loadLine('at the end')])
  if (options.json !== null) {
    const results = { date, rounds: options.rounds, surroundings, sections, aims }
    writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`)
  }
}

async function measureOnStage(
  stage: Stage,
  { only, rounds, trace }: BenchOptions,
  add: (section: Section) => void,
): Promise<void> {
  if (only.includes('deploys')) {
    for (const section of await measureDeploys(stage, rounds)) add(section)
    const { section, traces } = await measureWays(stage, rounds)
    add(section)
    if (trace) print(traces.flatMap(traceLines))
  }
  if (only.includes('gap')) add(await measureGap(stage, rounds))
}

function traceLines({ name, lines }: WaysResult['traces'][number]): string[] {
  return ['', `What Slipway asked of the engine: ${name}`, ...lines.map((line) => `  ${line}`)]
}

function print(lines: readonly string[]): void {
  console.log(lines.join('\n'))
}
