import { expect, test } from 'vitest'
import { countsOf, readCounts } from './test-report.ts'

test("reads Vitest's report", () => {
  const report = { numPassedTests: 7, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1, success: false }

  expect(countsOf(report)).toEqual({ passed: 7, failed: 1, skipped: 3 })
})

test('counts a file that could not be loaded as a failure', () => {
  expect(countsOf({ numPassedTests: 7, numFailedTests: 0, success: false })).toMatchObject({ failed: 1 })
})

test("reads Playwright's report, where a test that needed a second attempt has failed", () => {
  const report = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 1 } }

  expect(countsOf(report)).toEqual({ passed: 5, failed: 2, skipped: 1 })
})

test('knows no counts where no report was written', () => {
  expect(readCounts('/nowhere/report.json')).toBeNull()
})
