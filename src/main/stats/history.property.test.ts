import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StatsPoint } from '../../contract/stats.ts'
import { Prune } from './prune.ts'
import type { HostRound } from './round.ts'
import { LevelBounds } from './store-bounds.ts'
import { beginning, StatsFixture, sample } from './testing/stats-fixture.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

const containers = [
  { service: 'web', slot: 0 },
  { service: 'web', slot: 1 },
  { service: 'db', slot: 2 },
]

/** From one round to the next: the usual pace, a stretched one, and gaps up to those in which whole rollups are missing. */
const pause = fc.oneof(
  { weight: 6, arbitrary: fc.constant(15 * secondMs) },
  { weight: 3, arbitrary: fc.integer({ min: 5 * secondMs, max: 90 * secondMs }) },
  { weight: 1, arbitrary: fc.integer({ min: 2 * minuteMs, max: 3 * hourMs }) },
)

/** Whole hundredths and KiB, which is what the store keeps. */
const reading = fc.record({
  isThere: fc.boolean(),
  isFirst: fc.boolean(),
  cpuPercent: fc.integer({ min: 0, max: 400_00 }).map((hundredths) => hundredths / 100),
  memoryBytes: fc.integer({ min: 0, max: 4_000_000 }).map((kib) => kib * 1_024),
  /** A container that was replaced has another id. */
  generation: fc.integer({ min: 0, max: 2 }),
})

const roundParts = fc.record({ pause, readings: fc.array(reading, { minLength: 3, maxLength: 3 }) })

const history = fc.array(roundParts, { minLength: 1, maxLength: 150 }).map((parts) => {
  let ts = beginning + 7 * secondMs
  return parts.map(({ pause: waited, readings }): HostRound => {
    ts += waited
    const samples = readings.flatMap(({ isThere, isFirst, generation, ...used }, at) => {
      const { service = '', slot = 0 } = containers[at] ?? {}
      const containerId = `c${slot}-${generation}`
      const cpuPercent = isFirst && generation === 0 ? null : used.cpuPercent
      return isThere ? [sample({ workloadId: 'w', containerId, service, ...used, cpuPercent })] : []
    })
    return { hostId: 'local', ts, samples }
  })
})

const question = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.double({ min: 0, max: 1, noNaN: true }),
  points: fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.constant(300)),
})

interface Sum {
  readonly ts: number
  readonly cpu: number
  readonly memory: number
  readonly containers: number
}

/** What each round used, over the samples that belong to the series. */
function sumsOf(
  rounds: readonly HostRound[],
  belongs: (sample: HostRound['samples'][number]) => boolean,
): Sum[] {
  return rounds.flatMap(({ ts, samples }) => {
    const counted = samples.filter((one) => one.cpuPercent !== null && belongs(one))
    if (counted.length === 0) return []
    const cpu = counted.reduce((sum, { cpuPercent }) => sum + Math.round((cpuPercent ?? 0) * 100), 0)
    const memory = counted.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)
    return [{ ts, cpu, memory, containers: counted.length }]
  })
}

/** The same points, from every sample within the window. */
function bruteForce(sums: readonly Sum[], from: number, to: number, bucketMs: number): StatsPoint[] {
  const within = sums.filter(({ ts }) => ts >= from && ts < to)
  const buckets = Map.groupBy(within, ({ ts }) => Math.floor(ts / bucketMs) * bucketMs)
  return [...buckets]
    .sort(([one], [other]) => one - other)
    .map(([ts, of]) => ({
      ts,
      cpuPercent: Math.round(of.reduce((sum, { cpu }) => sum + cpu, 0) / of.length) / 100,
      cpuPercentMax: Math.max(...of.map(({ cpu }) => cpu)) / 100,
      memoryBytes: Math.round(of.reduce((sum, { memory }) => sum + memory, 0) / of.length),
      memoryBytesMax: Math.max(...of.map(({ memory }) => memory)),
      containers: Math.max(...of.map((one) => one.containers)),
    }))
}

function recorded(rounds: readonly HostRound[]): StatsFixture {
  const fixture = new StatsFixture('w', 'other')
  const neighbour = [sample({ workloadId: 'other', containerId: 'n', cpuPercent: 77 })]
  for (const round of rounds) {
    fixture.now = round.ts
    fixture.stats.record({ ...round, samples: [...round.samples, ...neighbour] })
  }
  fixture.now += secondMs
  return fixture
}

type Question = typeof question extends fc.Arbitrary<infer Asked> ? Asked : never

/** A window anywhere between a little before the first round and a little after the last. */
function windowFor(rounds: readonly HostRound[], { from, length }: Question): { from: number; to: number } {
  const begin = (rounds[0]?.ts ?? 0) - 10 * minuteMs
  const end = (rounds.at(-1)?.ts ?? 0) + 10 * minuteMs
  const start = Math.floor(begin + from * (end - begin))
  return { from: start, to: start + 1 + Math.floor(length * (end - start)) }
}

function expectEqual(fixture: StatsFixture, rounds: readonly HostRound[], asked: Question): void {
  const { from, to } = windowFor(rounds, asked)
  for (const by of ['service', 'container'] as const) {
    const answer = fixture.stats.history({ id: 'w', from, to, points: asked.points, by })
    const expected = (belongs: Parameters<typeof sumsOf>[1]) =>
      bruteForce(sumsOf(rounds, belongs), from, to, answer.bucketMs)
    expect(answer.points).toEqual(expected(() => true))
    expect(answer.points.length).toBeLessThanOrEqual(asked.points)
    for (const { service, containerId, points } of answer.series ?? []) {
      const belongs = containerId === null ? { service } : { service, containerId }
      expect(points).toEqual(
        expected((one) => Object.entries(belongs).every(([key, value]) => one[key as 'service'] === value)),
      )
      expect(points).not.toEqual([])
    }
  }
}

/** How long nothing was sampled before the pruning. */
const idle = fc.constantFrom(0, 30 * hourMs, 60 * hourMs)

describe('history agrees with every single sample', { timeout: 30_000 }, () => {
  it('in any window with any number of buckets, over gaps, replaced containers and all rollups', () => {
    fc.assert(
      fc.property(history, fc.array(question, { minLength: 8, maxLength: 8 }), (rounds, questions) => {
        const fixture = recorded(rounds)
        for (const asked of questions) expectEqual(fixture, rounds, asked)
        fixture.db.close()
      }),
      { numRuns: 60 },
    )
  })

  it('after rounds that came late, twice, or after the clock was set back', () => {
    const delays = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 150, maxLength: 150 })
    fc.assert(
      fc.property(
        history,
        delays,
        fc.array(question, { minLength: 4, maxLength: 4 }),
        (rounds, late, questions) => {
          const order = rounds
            .map((round, at) => ({ round, place: at + (late[at] ?? 0) }))
            .sort((one, other) => one.place - other.place)
            .map(({ round }) => round)
          const fixture = recorded([...order, ...order.slice(0, 3)])
          fixture.now = Math.max(...rounds.map(({ ts }) => ts)) + secondMs
          for (const asked of questions) expectEqual(fixture, rounds, asked)
          fixture.db.close()
        },
      ),
      { numRuns: 30 },
    )
  })

  it('after finer levels were pruned, wherever the window begins and ends at a whole bucket of what is left', () => {
    fc.assert(
      fc.property(
        history,
        fc.array(question, { minLength: 6, maxLength: 6 }),
        idle,
        (rounds, questions, idleMs) => {
          const fixture = recorded(rounds)
          const now = fixture.now + idleMs
          const prune = new Prune(fixture.db, new LevelBounds(fixture.db), {
            retention: () => ({
              ...fixture.settings,
              statsRawHours: 1,
              statsMinuteDays: 1,
              statsTenMinuteDays: 2,
            }),
            now: () => now,
          })
          for (const step of prune.steps()) step()
          for (const asked of questions) {
            const { from, to } = windowFor(rounds, asked)
            const whole = { from: Math.floor(from / hourMs) * hourMs, to: Math.ceil(to / hourMs) * hourMs }
            const answer = fixture.stats.history({ id: 'w', ...whole, points: asked.points, by: 'service' })
            const sums = sumsOf(rounds, () => true)
            expect(answer.points).toEqual(bruteForce(sums, whole.from, whole.to, answer.bucketMs))
            for (const { service, points } of answer.series ?? []) {
              const ofService = sumsOf(rounds, (one) => one.service === service)
              expect(points).toEqual(bruteForce(ofService, whole.from, whole.to, answer.bucketMs))
            }
          }
          fixture.db.close()
        },
      ),
      { numRuns: 40 },
    )
  })
})
