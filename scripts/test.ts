// npm test: everything that is checked, in the order of cost. What can run, runs; what failed is told at the end.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { projectFolder } from './build-state.ts'
import { endWithNpm } from './end-with-npm.ts'
import { type PartName, partNames } from './test-parts/packages.ts'
import { type Parts, startParts } from './test-parts/parts.ts'
import { runCommand } from './test-parts/run-command.ts'
import { addCounts, noTests, readCounts, type TestCounts } from './test-report.ts'

interface Step {
  readonly name: string
  /** A script of package.json. */
  readonly script: string
  /** Which runner writes a report in JSON, when tests run in this step. */
  readonly runner?: 'vitest' | 'playwright'
}

interface StepResult {
  readonly step: Step
  readonly hasPassed: boolean
  readonly counts: TestCounts
  readonly seconds: number
}

/** These need nothing but npm. */
const plainSteps: readonly Step[] = [
  { name: 'types', script: 'typecheck' },
  { name: 'lint', script: 'lint' },
  { name: 'locales', script: 'locales' },
  { name: 'unit tests', script: 'test:unit', runner: 'vitest' },
  { name: 'build', script: 'build' },
]

/** Before any container comes or goes: a browser drops its connections when a network interface does. */
const browserSteps: readonly Step[] = [
  { name: 'component tests', script: 'test:components', runner: 'vitest' },
]

const stepsWithParts: readonly Step[] = [
  { name: 'integration tests', script: 'test:integration', runner: 'vitest' },
  { name: 'integration tests over SSH', script: 'test:integration-ssh', runner: 'vitest' },
  { name: 'end-to-end tests', script: 'test:e2e', runner: 'playwright' },
]

const reportFolder = join(projectFolder, '.test')
let wasInterrupted = false
const onSignal = () => {
  wasInterrupted = true
}
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)
endWithNpm()

rmSync(reportFolder, { recursive: true, force: true })
mkdirSync(reportFolder)
const results = [
  ...(await runSteps(plainSteps, {})),
  ...(await runStepsWithParts(['chromium'], browserSteps)),
  ...(await runStepsWithParts(partNames, stepsWithParts)),
]
summarize(results)

async function runStepsWithParts(
  names: readonly PartName[],
  steps: readonly Step[],
): Promise<readonly StepResult[]> {
  if (wasInterrupted) return []
  let parts: Parts
  try {
    parts = await startParts(names)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    // Tests that cannot run have not passed.
    return steps.map(failedStep)
  }
  const done = await runSteps(steps, parts.environment)
  try {
    await parts.stop()
    return done
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return [...done, failedStep({ name: 'taking the parts down', script: '' })]
  }
}

function failedStep(step: Step): StepResult {
  return { step, hasPassed: false, counts: { ...noTests, failed: 1 }, seconds: 0 }
}

async function runSteps(
  steps: readonly Step[],
  environment: Readonly<Record<string, string>>,
): Promise<readonly StepResult[]> {
  const done: StepResult[] = []
  for (const step of steps) {
    if (!wasInterrupted) done.push(await runStep(step, environment))
  }
  return done
}

async function runStep(step: Step, environment: Readonly<Record<string, string>>): Promise<StepResult> {
  console.log(`\n── ${step.name}`)
  const startedAt = performance.now()
  const report = join(reportFolder, `${step.script.replace(':', '-')}.json`)
  const code = await runCommand(['npm', 'run', '--silent', step.script, ...reportArguments(step, report)], {
    environment: { ...environment, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  })
  const counts = countRun(code, step.runner === undefined ? null : report)
  const hasPassed = code === 0 && counts.failed === 0 && counts.skipped === 0
  const result = { step, hasPassed, counts, seconds: (performance.now() - startedAt) / 1_000 }
  console.log(describe(result))
  return result
}

function reportArguments(step: Step, report: string): readonly string[] {
  if (step.runner === 'vitest')
    return ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return step.runner === 'playwright' ? ['--', '--reporter=list,json'] : []
}

/** A run that fails without a failed test, as a type check does, or a runner that crashes, counts as one. */
function countRun(code: number, report: string | null): TestCounts {
  const counts = (report === null ? null : readCounts(report)) ?? noTests
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

function describe({ step, hasPassed, counts, seconds }: StepResult): string {
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  const tests =
    step.runner === undefined ? '' : `: ${counts.passed} passed, ${counts.failed} failed${skipped}`
  return `${hasPassed ? '✓' : '✗'} ${step.name}${tests} (${seconds.toFixed(1)} s)`
}

function summarize(all: readonly StepResult[]): void {
  const failed = all.filter((result) => !result.hasPassed)
  const counts = all.reduce((sum, result) => addCounts(sum, result.counts), noTests)
  console.log(`\n${all.map(describe).join('\n')}`)
  if (wasInterrupted) console.log('Interrupted.')
  else if (failed.length > 0) console.log(`Failed: ${failed.map(({ step }) => step.name).join(', ')}`)
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  const line = `${counts.passed} passed, ${counts.failed} failed${skipped}`
  writeFileSync(join(reportFolder, 'counts'), `${line}\n`)
  console.log(line)
  process.exitCode = failed.length > 0 || wasInterrupted ? 1 : 0
}
