import { describe, expect, it } from 'vitest'
import { memoryInUse } from './memory.ts'

describe('memory in use', () => {
  it.each([
    ['cgroup v1: without total_inactive_file', 1_000, 300, 200, 700],
    ['cgroup v1: without a cache of nothing', 1_000, 0, 200, 1_000],
    ['cgroup v1: with inactive_file where the total makes no sense', 1_000, 1_000, 200, 800],
    ['cgroup v2: without inactive_file', 1_000, null, 200, 800],
    ['cgroup v2: as it is where inactive_file makes no sense', 1_000, null, 1_000, 1_000],
    ['as it is where nothing is told of a cache', 1_000, null, null, 1_000],
    ['nothing', 0, 0, 0, 0],
  ])('is %s', (_case, usage, totalInactiveFile, inactiveFile, expected) => {
    expect(memoryInUse({ usage, totalInactiveFile, inactiveFile })).toBe(expected)
  })
})
