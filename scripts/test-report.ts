import { readFileSync } from 'node:fs'

export interface TestCounts {
  readonly passed: number
  readonly failed: number
  /** Tests that did not run; a part that is absent must not hide behind them. */
  readonly skipped: number
}

export const noTests: TestCounts = { passed: 0, failed: 0, skipped: 0 }

export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** Counts of a report in JSON by Vitest or Playwright; null when there is none, as after a crash. */
export function readCounts(file: string): TestCounts | null {
  try {
    return countsOf(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

/** Null for anything but a report of one of the two. */
export function countsOf(report: unknown): TestCounts | null {
  if (has(report, 'stats') && has(report.stats, 'expected')) {
    const { stats } = report
    return {
      passed: number(stats, 'expected'),
      failed: number(stats, 'unexpected') + number(stats, 'flaky'),
      skipped: number(stats, 'skipped'),
    }
  }
  if (!has(report, 'numPassedTests')) return null
  const failed = number(report, 'numFailedTests')
  // A file that cannot even be loaded has no failed test to show for it.
  const brokenFiles = failed === 0 && has(report, 'success') && report.success === false ? 1 : 0
  return {
    passed: number(report, 'numPassedTests'),
    failed: failed + brokenFiles,
    skipped: number(report, 'numPendingTests') + number(report, 'numTodoTests'),
  }
}

function has<Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> {
  return typeof value === 'object' && value !== null && name in value
}

function number(value: unknown, name: string): number {
  const member = has(value, name) ? value[name] : 0
  return typeof member === 'number' ? member : 0
}
