import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Prune } from './prune.ts'
import { PruneSchedule } from './prune-schedule.ts'
import { LevelBounds } from './store-bounds.ts'
import { beginning, StatsFixture, sample } from './testing/stats-fixture.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

let fixture: StatsFixture
let prune: Prune

beforeEach(() => {
  fixture = new StatsFixture('web', 'api')
  prune = new Prune(fixture.db, new LevelBounds(fixture.db), {
    retention: () => fixture.settings,
    now: () => fixture.now,
  })
})
afterEach(() => fixture.db.close())

function recordFor(lengthMs: number, everyMs: number, containers = ['c1']): void {
  for (const end = fixture.now + lengthMs; fixture.now < end; fixture.now += everyMs) {
    fixture.record(containers.map((containerId) => sample({ workloadId: 'web', containerId, cpuPercent: 1 })))
  }
}

function runAll(): number {
  let count = 0
  for (const step of prune.steps()) {
    step()
    count += 1
  }
  return count
}

const oldest = (table: string) =>
  fixture.db.prepare(`SELECT min(block) FROM ${table}`).pluck().get() as number | null

describe('pruning', () => {
  it('keeps each level as long as its setting says', () => {
    fixture.settings = {
      ...fixture.settings,
      statsRawHours: 1,
      statsMinuteDays: 1,
      statsTenMinuteDays: 2,
      statsHourDays: 3,
    }
    recordFor(5 * dayMs, 5 * minuteMs)
    runAll()
    const age = (table: string, blockMs: number) => fixture.now - (oldest(table) ?? 0) * blockMs
    expect(age('stats_samples', 10 * minuteMs)).toBe(hourMs)
    expect(age('stats_minutes', 10 * minuteMs)).toBe(dayMs)
    expect(age('stats_ten_minutes', 4 * hourMs)).toBe(2 * dayMs)
    expect(age('stats_hours', dayMs)).toBe(3 * dayMs)
  })

  it('follows a retention that was shortened, and brings nothing back when it is lengthened', () => {
    recordFor(6 * hourMs, minuteMs)
    const before = fixture.count('stats_samples')
    runAll()
    expect(fixture.count('stats_samples')).toBe(before)
    fixture.settings = { ...fixture.settings, statsRawHours: 2 }
    runAll()
    const after = fixture.count('stats_samples')
    expect(after).toBe(2 * 60 * 2)
    fixture.settings = { ...fixture.settings, statsRawHours: 24 }
    runAll()
    expect(fixture.count('stats_samples')).toBe(after)
    expect(
      fixture.stats.history({ id: 'web', from: beginning, to: fixture.now, points: 1_000 }).points,
    ).toHaveLength(360)
  })

  it('never takes samples that are not rolled up', () => {
    recordFor(30 * minuteMs, 15_000)
    fixture.now += 30 * dayMs
    runAll()
    const { points } = fixture.stats.history({
      id: 'web',
      from: beginning,
      to: beginning + hourMs,
      points: 60,
    })
    expect(points).toMatchObject([{ cpuPercent: 1 }, { cpuPercent: 1 }, { cpuPercent: 1 }])
  })

  it('takes many small steps, none of them of more than a thousand rows', () => {
    fixture.settings = { ...fixture.settings, statsRawHours: 1 }
    const containers = Array.from({ length: 30 }, (_, at) => `c${at}`)
    recordFor(4 * hourMs, minuteMs, containers)
    const changes = () => fixture.db.prepare('SELECT total_changes()').pluck().get() as number
    const taken: number[] = []
    for (const step of prune.steps()) {
      const before = changes()
      step()
      taken.push(changes() - before)
    }
    expect(Math.max(...taken)).toBe(1_000)
    expect(taken.filter((count) => count === 1_000).length).toBeGreaterThan(4)
    expect(oldest('stats_samples')).toBe((fixture.now - hourMs) / (10 * minuteMs))
  })

  it('uses the pages again that it has freed', () => {
    fixture.settings = {
      ...fixture.settings,
      statsRawHours: 1,
      statsMinuteDays: 1,
      statsTenMinuteDays: 1,
      statsHourDays: 1,
    }
    const containers = Array.from({ length: 20 }, (_, at) => `c${at}`)
    const sizes = Array.from({ length: 5 }, () => {
      recordFor(dayMs, 10 * minuteMs, containers)
      runAll()
      return Number(fixture.db.pragma('page_count', { simple: true }))
    })
    expect(Math.max(...sizes.slice(2))).toBeLessThanOrEqual((sizes[1] ?? 0) * 1.05)
  })

  it('removes every row of a workload that was removed, and nothing of another', () => {
    recordFor(3 * hourMs, minuteMs)
    fixture.record([sample({ workloadId: 'api', containerId: 'a', cpuPercent: 5 })])
    fixture.removeWorkload('web')
    runAll()
    expect(fixture.count('stats_samples')).toBe(2)
    for (const table of ['stats_minutes', 'stats_ten_minutes', 'stats_hours', 'removed_series']) {
      expect([table, fixture.count(table)]).toEqual([table, 0])
    }
  })

  it('forgets containers without a sample, and keeps the services and the workload that they were of', () => {
    recordFor(hourMs, minuteMs, ['old'])
    fixture.now += 30 * hourMs
    recordFor(hourMs, minuteMs, ['new'])
    runAll()
    const names = fixture.db.prepare('SELECT kind, container_id FROM sampled_series ORDER BY key').raw().all()
    expect(names).toEqual([
      ['workload', ''],
      ['service', ''],
      ['container', 'new'],
    ])
  })

  it('keeps rollups again after the clock had been far ahead for a while', () => {
    fixture.settings = { ...fixture.settings, statsRawHours: 1 }
    recordFor(dayMs, 10 * minuteMs)
    const from = fixture.now
    fixture.now += 100 * dayMs
    recordFor(2 * hourMs, minuteMs)
    runAll()
    fixture.now = from
    recordFor(5 * hourMs, minuteMs)
    runAll()
    const { points } = fixture.stats.history({ id: 'web', from, to: fixture.now, points: 1_000 })
    expect(points).toHaveLength(300)
  })

  it('has nothing to do when nothing is due', () => {
    recordFor(hourMs, minuteMs)
    const before = fixture.count('stats_samples')
    expect(runAll()).toBe(1)
    expect(fixture.count('stats_samples')).toBe(before)
  })
})

describe('the schedule', () => {
  it('runs at the start and when asked, one run after the other, and ends with the step that is under way', async () => {
    const running: string[] = []
    let release: () => void = () => undefined
    const schedule = new PruneSchedule(
      {
        run: async (signal) => {
          running.push('begin')
          await new Promise<void>((resolve) => {
            release = resolve
            signal.addEventListener('abort', () => resolve())
          })
          running.push('end')
        },
      },
      { error: () => undefined },
    )
    schedule.start()
    schedule.soon()
    await Promise.resolve()
    expect(running).toEqual(['begin'])
    release()
    await vi.waitFor(() => expect(running).toEqual(['begin', 'end', 'begin']))
    schedule.soon()
    await schedule.stop()
    expect(running).toEqual(['begin', 'end', 'begin', 'end'])
  })

  it('logs a failure and goes on', async () => {
    const errors: unknown[] = []
    const schedule = new PruneSchedule(
      { run: () => Promise.reject(new Error('locked')) },
      { error: (fields: unknown) => errors.push(fields) },
    )
    schedule.start()
    schedule.soon()
    await vi.waitFor(() => expect(errors).toHaveLength(2))
    await schedule.stop()
    expect(errors).toHaveLength(2)
  })
})
