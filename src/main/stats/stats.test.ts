import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { beginning, StatsFixture, sample } from './testing/stats-fixture.ts'

const minuteMs = 60_000

let fixture: StatsFixture

beforeEach(() => {
  fixture = new StatsFixture('web', 'api')
})
afterEach(() => fixture.db.close())

const one = sample({ workloadId: 'web', containerId: 'c1', cpuPercent: 12.5, memoryBytes: 64 * 1_048_576 })
const two = sample({ workloadId: 'web', containerId: 'c2', cpuPercent: 7.5, memoryBytes: 32 * 1_048_576 })

/** A round of these samples every 15 seconds, the clock following. */
function recordFor(lengthMs: number, samples = [one, two]): void {
  for (const end = fixture.now + lengthMs; fixture.now < end; fixture.now += 15_000) fixture.record(samples)
}

const history = (input: { from?: number; to?: number; points?: number; by?: 'service' | 'container' } = {}) =>
  fixture.stats.history({ id: 'web', points: 300, ...input })

describe('now', () => {
  it('shows every container of the last round, with its limits and rates', () => {
    const limited = { ...two, cpuLimitPercent: 50, networkReceivedBytesPerSecond: 3 }
    fixture.record([one, limited])
    expect(fixture.stats.now('web')).toMatchObject({
      workloadId: 'web',
      ts: beginning,
      containers: [
        { containerId: 'c1', cpuPercent: 12.5, ts: beginning },
        { containerId: 'c2', cpuLimitPercent: 50, networkReceivedBytesPerSecond: 3 },
      ],
    })
  })

  it('shows a first reading as having no CPU yet, and keeps it out of the past', () => {
    fixture.record([{ ...one, cpuPercent: null }])
    const { containers, recent } = fixture.stats.now('web')
    expect(containers).toMatchObject([{ containerId: 'c1', cpuPercent: null }])
    expect(recent.points).toEqual([])
  })

  it('does not show a container that was not in the last round', () => {
    fixture.record([one, two])
    fixture.record([two])
    expect(fixture.stats.now('web').containers).toMatchObject([{ containerId: 'c2' }])
  })

  it('shows no container, and when there was one, after two rounds of the host without any', () => {
    fixture.record([one])
    fixture.record([], beginning + 15_000)
    expect(fixture.stats.now('web')).toMatchObject({ ts: beginning, containers: [{ containerId: 'c1' }] })
    fixture.record([], beginning + 30_000)
    expect(fixture.stats.now('web')).toMatchObject({ ts: beginning, containers: [] })
  })

  it('keeps showing a container of which nobody could tell whether it runs', () => {
    fixture.record([one])
    for (const later of [15_000, 30_000])
      fixture.stats.record({
        hostId: 'local',
        ts: beginning + later,
        samples: [],
        unmeasured: new Set(['web']),
      })
    expect(fixture.stats.now('web')).toMatchObject({ ts: beginning, containers: [{ containerId: 'c1' }] })
  })

  it('does not take for the present after a restart what no round of the host finds any more', () => {
    recordFor(minuteMs)
    fixture.restart()
    const last = fixture.now - 15_000
    fixture.record([])
    expect(fixture.stats.now('web')).toMatchObject({ ts: last, containers: { length: 2 } })
    fixture.record([], fixture.now + 15_000)
    expect(fixture.stats.now('web')).toMatchObject({ ts: last, containers: [] })
  })

  it('is not touched by a round of another host', () => {
    fixture.record([one])
    for (const later of [15_000, 30_000]) fixture.record([], beginning + later, 'remote')
    expect(fixture.stats.now('web').containers).toHaveLength(1)
  })

  it('finds the last round in the store after a restart', () => {
    recordFor(minuteMs)
    fixture.record([two])
    const last = fixture.now
    fixture.restart()
    fixture.now += 60 * minuteMs
    expect(fixture.stats.now('web')).toMatchObject({
      ts: last,
      containers: [
        {
          containerId: 'c2',
          name: 'c2',
          service: 'web',
          cpuPercent: 7.5,
          memoryBytes: 32 * 1_048_576,
          ts: last,
        },
      ],
    })
  })

  it('draws the last 15 minutes by the minute, the current one included', () => {
    recordFor(30 * minuteMs)
    const { bucketMs, points } = fixture.stats.now('web').recent
    expect(bucketMs).toBe(minuteMs)
    expect(points).toHaveLength(14)
    expect(points.at(-1)).toMatchObject({ cpuPercent: 20, containers: 2 })
    fixture.record([one, two])
    expect(fixture.stats.now('web').recent.points).toHaveLength(15)
  })

  it('says that it knows nothing of a workload that was never sampled', () => {
    expect(fixture.stats.now('web')).toEqual({
      workloadId: 'web',
      ts: null,
      hostCpus: null,
      hostMemoryBytes: null,
      containers: [],
      recent: { bucketMs: minuteMs, points: [] },
    })
  })

  it('knows no workload that does not exist', () => {
    expect(() => fixture.stats.now('nobody')).toThrow('nothing with this id')
  })
})

describe('overview', () => {
  it('has every workload that was ever sampled, each as now shows it', () => {
    recordFor(20 * minuteMs)
    expect(fixture.stats.overview()).toEqual([fixture.stats.now('web')])
    fixture.record([sample({ workloadId: 'api', containerId: 'a', cpuPercent: 1 })])
    const both = [fixture.stats.now('api'), fixture.stats.now('web')]
    expect(fixture.stats.overview()).toEqual(both)
    fixture.restart()
    expect(fixture.stats.overview().map(({ workloadId }) => workloadId)).toEqual(['api', 'web'])
  })
})

describe('history', () => {
  it('is of the last hour by default', () => {
    recordFor(90 * minuteMs)
    const { from, to, bucketMs, points } = history()
    expect([from, to]).toEqual([fixture.now - 60 * minuteMs, fixture.now])
    expect(bucketMs).toBe(15_000)
    expect(points).toHaveLength(240)
    expect(points[0]).toEqual({
      ts: from,
      cpuPercent: 20,
      cpuPercentMax: 20,
      memoryBytes: 96 * 1_048_576,
      memoryBytesMax: 96 * 1_048_576,
      containers: 2,
    })
  })

  it('holds what was sampled at its start and nothing of its end', () => {
    const from = beginning + minuteMs
    const to = beginning + 2 * minuteMs
    for (const ts of [from - 1, from, to - 1, to])
      fixture.record([{ ...one, cpuPercent: ts === from ? 1 : 3 }], ts)
    fixture.now = to + minuteMs
    expect(history({ from, to, points: 1 }).points).toMatchObject([{ cpuPercent: 2, cpuPercentMax: 3 }])
  })

  it('leaves a gap of a few rounds a gap', () => {
    recordFor(10 * minuteMs)
    const gapFrom = fixture.now
    fixture.now += minuteMs
    recordFor(10 * minuteMs)
    const { bucketMs, points } = history()
    expect(bucketMs).toBe(15_000)
    expect(points.filter(({ ts }) => ts >= gapFrom && ts < gapFrom + minuteMs)).toEqual([])
    expect(points).toHaveLength(80)
  })

  it('has buckets as long as rounds were apart, so that a slower pace does not look like gaps', () => {
    for (const end = fixture.now + 30 * minuteMs; fixture.now < end; fixture.now += 45_000)
      fixture.record([one])
    recordFor(10 * minuteMs)
    const { bucketMs, points } = history()
    expect(bucketMs).toBe(minuteMs)
    expect(points).toHaveLength(40)
  })

  it('does not take rounds for gaps that are a moment early and late', () => {
    for (let round = 0; round < 60; round += 1) {
      fixture.now = beginning + round * 15_000 + (round % 2 === 0 ? -4 : 3)
      fixture.record([one])
    }
    const { bucketMs, points } = history()
    const jumps = points.slice(1).filter(({ ts }, at) => ts - (points[at]?.ts ?? 0) > bucketMs)
    expect(jumps).toEqual([])
  })

  it('lists the deploys within the window', () => {
    const deploy = { id: 'd', seq: 1, kind: 'deploy', outcome: 'succeeded', ts: beginning } as const
    fixture.deploys = [deploy, { ...deploy, ts: beginning + minuteMs }]
    expect(history({ from: beginning, to: beginning + minuteMs }).deploys).toEqual([deploy])
  })

  it('names the services, and the containers with what they were called last', () => {
    recordFor(2 * minuteMs, [one, { ...two, service: 'db' }])
    fixture.record([{ ...one, name: 'renamed' }])
    fixture.now += 1
    const names = (by: 'service' | 'container') =>
      history({ by }).series?.map(({ service, containerId, name }) => [service, containerId, name])
    expect(names('service')).toEqual([
      ['db', null, 'db'],
      ['web', null, 'web'],
    ])
    expect(names('container')).toEqual([
      ['db', 'c2', 'c2'],
      ['web', 'c1', 'renamed'],
    ])
  })

  it('is kept of all containers but the one of which the engine says what cannot be', () => {
    recordFor(15_000, [one, { ...two, memoryBytes: Number.MAX_VALUE }])
    expect(history().points).toMatchObject([{ containers: 1, cpuPercent: 12.5 }])
  })

  it('outlives a container that was replaced', () => {
    recordFor(5 * minuteMs, [one])
    recordFor(5 * minuteMs, [{ ...one, containerId: 'c9' }])
    expect(history({ by: 'service' }).series).toMatchObject([{ service: 'web', points: { length: 40 } }])
    expect(history({ by: 'container' }).series).toMatchObject([
      { containerId: 'c1', points: { length: 20 } },
      { containerId: 'c9', points: { length: 20 } },
    ])
  })

  it.each([
    [{ from: beginning, to: beginning }, 'from'],
    [{ from: beginning + 1, to: beginning }, 'from'],
    [{ from: beginning + minuteMs }, 'from'],
    [{ to: 0 }, 'to'],
  ])('refuses the window %j, which has no time in it', (asked, path) => {
    expect(() => history(asked)).toThrow(
      expect.objectContaining({ code: 'invalid_input', data: expect.objectContaining({ path }) }),
    )
  })

  it('answers for all of time and for the future', () => {
    recordFor(5 * minuteMs)
    const all = history({ from: 0, to: Number.MAX_SAFE_INTEGER, points: 1_000 })
    expect(all.points).toMatchObject([{ cpuPercent: 20 }])
    expect(history({ from: fixture.now + 1, to: fixture.now + minuteMs }).points).toEqual([])
  })

  it('keeps nothing of a workload that is gone, not even of a round that ends after it', () => {
    recordFor(5 * minuteMs)
    fixture.removeWorkload('web')
    expect(() => history()).toThrow('nothing with this id')
    fixture.record([one])
    expect(fixture.errors).toEqual([])
    expect(fixture.db.prepare('SELECT count(*) FROM sampled_series').pluck().get()).toBe(0)
  })
})

describe('being watched', () => {
  it('lasts as long as somebody asks every now and then', () => {
    expect(fixture.stats.isWatched()).toBe(false)
    for (const ask of [() => history(), () => fixture.stats.now('web'), () => fixture.stats.overview()]) {
      ask()
      fixture.now += 44_000
      expect(fixture.stats.isWatched()).toBe(true)
      fixture.now += 1_000
      expect(fixture.stats.isWatched()).toBe(false)
    }
  })
})

describe('a store that cannot be written', () => {
  it('is logged once for each reason; sampling goes on, and nothing that is stored is lost', () => {
    recordFor(5 * minuteMs)
    const before = fixture.count('stats_samples')
    fixture.db.pragma('query_only = ON')
    recordFor(minuteMs)
    expect(fixture.errors).toMatchObject([{ failure: 'SQLITE_READONLY' }])
    expect(fixture.stats.now('web').containers).toHaveLength(2)
    expect(fixture.count('stats_samples')).toBe(before)

    fixture.db.pragma('query_only = OFF')
    recordFor(minuteMs)
    expect(fixture.count('stats_samples')).toBe(before + 12)
    fixture.db.pragma('query_only = ON')
    recordFor(minuteMs)
    expect(fixture.errors).toHaveLength(2)
  })

  it('forgets what it had given numbers to in a round that did not come to be', () => {
    fixture.db.exec(
      `CREATE TRIGGER refuse BEFORE INSERT ON stats_samples BEGIN SELECT RAISE(ABORT, 'full'); END`,
    )
    fixture.record([one])
    expect(fixture.count('sampled_series')).toBe(0)
    fixture.db.exec('DROP TRIGGER refuse')
    fixture.record([one])
    expect(fixture.count('sampled_series')).toBe(3)
    expect(fixture.count('stats_samples')).toBe(2)
  })
})
