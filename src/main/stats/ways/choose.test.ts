import { describe, expect, it } from 'vitest'
import { agree, judge, type Measured, WayChoice } from './choose.ts'

const gib = 1_073_741_824

describe('two ways', () => {
  it.each([
    ['the same', { cpuPercent: 30, memoryBytes: gib }, true],
    ['2 points of CPU apart', { cpuPercent: 32, memoryBytes: gib }, true],
    ['more than 2 points apart', { cpuPercent: 27.9, memoryBytes: gib }, false],
    ['nearly 1 % of memory apart', { cpuPercent: 30, memoryBytes: gib * 1.009 }, true],
    ['more than 1 % apart', { cpuPercent: 30, memoryBytes: gib * 0.989 }, false],
  ])('agree, or not, when they are %s', (_case, other: Measured, expected) => {
    expect(agree({ cpuPercent: 30, memoryBytes: gib }, other)).toBe(expected)
  })

  it('may differ for a small container by what the kernel counts memory in', () => {
    const small = { cpuPercent: 0, memoryBytes: 300_000 }

    expect(agree(small, { cpuPercent: 0, memoryBytes: 300_000 + 262_144 })).toBe(true)
    expect(agree(small, { cpuPercent: 0, memoryBytes: 300_000 + 262_145 })).toBe(false)
  })

  it('are judged by most of the containers, and not without any', () => {
    const good = [
      { cpuPercent: 1, memoryBytes: 1 },
      { cpuPercent: 1, memoryBytes: 1 },
    ] as const
    const bad = [
      { cpuPercent: 1, memoryBytes: 1 },
      { cpuPercent: 9, memoryBytes: 1 },
    ] as const

    expect(judge([])).toBeNull()
    expect(judge([good])).toBe(true)
    expect(judge([good, good, bad])).toBe(true)
    expect(judge([good, bad])).toBe(false)
  })
})

describe('the choice of a way', () => {
  const minute = 60_000

  it('is the engine where no files can be read', () => {
    expect(new WayChoice().plan(false, 0)).toBe('api')
  })

  it('is the files once they are trusted, and both until then', () => {
    const choice = new WayChoice()
    expect(choice.plan(true, 0)).toBe('both')
    choice.trust()
    expect(choice.plan(true, 1)).toBe('cgroup')
  })

  it('is the engine after a doubt, with the next check later each time', () => {
    const choice = new WayChoice()
    const checkedAgainAfter: number[] = []
    let nowMs = 0
    for (let doubts = 0; doubts < 6; doubts += 1) {
      choice.doubt(nowMs)
      const doubtedAt = nowMs
      while (choice.plan(true, nowMs) === 'api') nowMs += minute
      checkedAgainAfter.push((nowMs - doubtedAt) / minute)
    }

    expect(checkedAgainAfter).toEqual([5, 10, 20, 40, 60, 60])
  })

  it('is checked again as soon as at first when it was trusted in between', () => {
    const choice = new WayChoice()
    for (const nowMs of [0, 10 * minute]) choice.doubt(nowMs)
    choice.trust()
    choice.doubt(60 * minute)

    expect(choice.plan(true, 65 * minute - 1)).toBe('api')
    expect(choice.plan(true, 65 * minute)).toBe('both')
  })

  it('is checked again before that when there is a reason to', () => {
    const choice = new WayChoice()
    choice.doubt(0)
    choice.retry()

    expect(choice.plan(true, 1)).toBe('both')
  })

  it('tells what is in use, and when that is news', () => {
    const choice = new WayChoice()
    expect(choice.inUse).toBeNull()
    expect([choice.used('api'), choice.used('api'), choice.used('cgroup')]).toEqual([true, false, true])
    expect(choice.inUse).toBe('cgroup')
  })
})
