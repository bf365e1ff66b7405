import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { IndexedContainer } from '../containers/index-store.ts'
import type { HostRound, Sample } from './round.ts'
import { Sampler } from './sampler.ts'
import { FakeMachine } from './testing/fake-machine.ts'
import { ManualClock } from './testing/manual-clock.ts'

const second = 1_000

/** The index, two hosts, and what the sampler made of them. */
class Stage {
  readonly clock = new ManualClock()
  readonly laptop = new FakeMachine(this.clock)
  readonly server = new FakeMachine(this.clock)
  readonly rounds: HostRound[] = []
  readonly errors: unknown[] = []
  readonly news: string[] = []
  containers: IndexedContainer[] = []
  intervalSeconds = 15
  canStretch = true
  isWatched = true
  readonly online = new Set(['laptop', 'server'])
  /** Hosts whose files can be read. */
  readonly open = new Set<string>()
  record: (round: HostRound) => void = (round) => this.rounds.push(round)

  readonly sampler = new Sampler({
    index: { everyCurrent: () => this.containers },
    hosts: {
      engine: (id) => (this.online.has(id) ? this.#machine(id).engine : null),
      files: (id) => (this.online.has(id) && this.open.has(id) ? this.#machine(id).files : null),
    },
    intervalMs: () => this.intervalSeconds * second,
    canStretch: () => this.canStretch,
    isWatched: () => this.isWatched,
    record: (round) => this.record(round),
    onWay: (hostId) => this.news.push(`${hostId} ${this.sampler.way(hostId)}`),
    log: { info: () => undefined, error: (fields) => this.errors.push(fields) },
    clock: this.clock,
  })

  /** Runs a container of a workload, by default one of its own on the laptop. */
  add(id: string, { workloadId = `w-${id}`, hostId = 'laptop', cpuPercent = 50 } = {}): void {
    this.#machine(hostId).start(id, cpuPercent)
    const rest = { deployId: 'd', service: 'web', role: 'current', shouldRun: false, configHash: '' } as const
    this.containers = [...this.containers, { id, workloadId, hostId, createdAt: 0, ...rest }]
  }

  async seconds(count: number): Promise<void> {
    await this.clock.advance(count * second)
  }

  samplesOf(id: string): Sample[] {
    return this.rounds.flatMap(({ samples }) => samples.filter(({ containerId }) => containerId === id))
  }

  cpuOf(id: string): (number | null)[] {
    return this.samplesOf(id).map(({ cpuPercent }) => (cpuPercent === null ? null : Math.round(cpuPercent)))
  }

  /** When rounds of a host were, in seconds after the first. */
  timesOf(hostId: string): number[] {
    const times = this.rounds.filter((round) => round.hostId === hostId).map(({ ts }) => ts)
    return times.map((ts) => (ts - (times[0] ?? 0)) / second)
  }

  #machine(id: string): FakeMachine {
    return id === 'laptop' ? this.laptop : this.server
  }
}

let stage: Stage

beforeEach(() => {
  stage = new Stage()
})
afterEach(async () => stage.sampler.stop())

describe('a round', () => {
  it('measures every container, with a gap for CPU at its first reading', async () => {
    stage.add('a', { cpuPercent: 50 })
    stage.sampler.start()
    await stage.seconds(15)
    stage.laptop.use('a', 120)
    await stage.seconds(15)

    expect(stage.cpuOf('a')).toEqual([null, 50, 120])
    expect(stage.samplesOf('a')[2]).toEqual({
      workloadId: 'w-a',
      containerId: 'a',
      name: 'shop-a',
      service: 'web',
      cpuPercent: expect.closeTo(120, 6),
      memoryBytes: 64_000_000,
      cpuLimitPercent: 150,
      memoryLimitBytes: 128_000_000,
      networkReceivedBytesPerSecond: 0,
      networkSentBytesPerSecond: 0,
      blockReadBytesPerSecond: 0,
      blockWrittenBytesPerSecond: 0,
    })
  })

  it('has one timestamp on all hosts', async () => {
    stage.add('a')
    stage.add('b', { hostId: 'server' })
    stage.sampler.start()
    await stage.seconds(30)

    expect(new Set(stage.rounds.map(({ ts }) => ts)).size).toBe(3)
    expect(stage.rounds.length).toBe(6)
  })

  it('takes in containers that are new, and leaves out those that stopped, went, or were replaced', async () => {
    stage.add('a')
    stage.add('b')
    stage.add('old', { workloadId: 'w' })
    stage.sampler.start()
    await stage.seconds(15)
    stage.laptop.stop('a')
    stage.sampler.containerChanged('laptop', 'a')
    stage.laptop.remove('b')
    stage.containers = stage.containers.filter(({ id }) => id !== 'old')
    stage.add('new', { workloadId: 'w' })
    await stage.seconds(15)

    expect(stage.rounds.map(({ samples }) => samples.map(({ containerId }) => containerId))).toEqual([
      ['a', 'b', 'old'],
      ['a', 'b', 'old'],
      ['new'],
    ])
    expect(stage.errors).toEqual([])
  })

  it('is told of although nothing runs any more, and not when nobody could tell', async () => {
    stage.add('a')
    stage.sampler.start()
    await stage.seconds(15)
    stage.laptop.stop('a')
    stage.sampler.containerChanged('laptop', 'a')
    await stage.seconds(15)
    expect(stage.rounds.map(({ samples }) => samples.length)).toEqual([1, 1, 0])

    stage.laptop.broken.add('a')
    stage.sampler.containerChanged('laptop', 'a')
    await stage.seconds(15)
    expect(stage.rounds).toHaveLength(3)
  })

  it('asks after a container once, until something happens to it', async () => {
    stage.add('a')
    stage.sampler.start()
    await stage.seconds(60)
    expect(stage.laptop.asked.inspects).toBe(1)

    stage.sampler.containerChanged('laptop', 'a')
    await stage.seconds(15)
    expect(stage.laptop.asked.inspects).toBe(2)
  })

  it('starts anew with a container that was started again', async () => {
    stage.add('a')
    stage.sampler.start()
    await stage.seconds(15)
    // Its counters are larger than those of its process before.
    stage.laptop.start('a', 400)
    stage.sampler.containerChanged('laptop', 'a')
    await stage.seconds(30)

    expect(stage.cpuOf('a')).toEqual([null, 50, null, 400])
  })

  it('leaves out a workload of which a container cannot be measured, and no other', async () => {
    stage.add('a', { workloadId: 'w' })
    stage.add('b', { workloadId: 'w' })
    stage.add('c')
    stage.sampler.start()
    await stage.seconds(0)
    stage.laptop.broken.add('b')
    await stage.seconds(15)
    stage.laptop.broken.delete('b')
    await stage.seconds(15)

    expect(stage.rounds.map(({ samples }) => samples.length)).toEqual([3, 1, 3])
    expect(stage.cpuOf('b')).toEqual([null, 50])
  })

  it('that cannot be recorded is told to the log, and others follow', async () => {
    stage.add('a')
    stage.record = () => {
      throw new Error('disk full')
    }
    stage.sampler.start()
    await stage.seconds(30)

    expect(stage.errors.length).toBe(3)
  })
})

describe('a host', () => {
  it('that does not answer is a gap, delays no other, and has no second round begun', async () => {
    stage.add('a')
    stage.add('b', { hostId: 'server' })
    stage.intervalSeconds = 5
    stage.sampler.start()
    await stage.seconds(5)
    stage.server.fault = 'silence'
    await stage.seconds(4)
    const askedBefore = stage.server.asked.counters
    await stage.seconds(16)
    stage.server.fault = 'none'
    await stage.seconds(10)

    expect(stage.timesOf('laptop')).toEqual([0, 5, 10, 15, 20, 25, 30, 35])
    expect(stage.timesOf('server')).toEqual([0, 5, 30, 35])
    expect(stage.server.asked.counters - askedBefore).toBeLessThanOrEqual(6)
    expect(stage.cpuOf('b')).toEqual([null, 50, 50, 50])
  })

  it('whose round is not over when the next is due has it skipped', async () => {
    stage.intervalSeconds = 5
    stage.add('b', { hostId: 'server' })
    stage.server.fault = 'silence'
    stage.sampler.start()
    await stage.seconds(1)
    stage.intervalSeconds = 1
    stage.sampler.reconsider()
    await stage.seconds(3)
    expect(stage.server.asked.inspects).toBe(1)
  })

  it('that answers with errors is a gap', async () => {
    stage.add('a')
    stage.laptop.fault = 'error'
    stage.sampler.start()
    await stage.seconds(30)

    expect(stage.rounds).toEqual([])
    expect(stage.sampler.way('laptop')).toBeNull()
  })

  it('that was away for a moment has its containers asked after anew', async () => {
    stage.add('a')
    stage.sampler.start()
    await stage.seconds(20)
    stage.laptop.start('a', 400)
    stage.sampler.hostIsBack('laptop')
    await stage.seconds(10)

    expect(stage.timesOf('laptop')).toEqual([0, 15, 20, 30])
    expect(stage.cpuOf('a')).toEqual([null, 50, null, 400])
  })

  it('that is back just before a round is due has one round, as two so close to each other would measure nothing', async () => {
    stage.add('a')
    stage.sampler.start()
    await stage.seconds(14.8)
    stage.sampler.hostIsBack('laptop')
    await stage.seconds(15.2)

    expect(stage.timesOf('laptop')).toEqual([0, 14.8, 30])
  })

  it('that is away is not asked, and starts anew at once when it is back', async () => {
    stage.add('a')
    stage.sampler.start()
    await stage.seconds(15)
    stage.online.delete('laptop')
    await stage.seconds(20)
    const asked = stage.laptop.asked.counters
    expect(stage.sampler.way('laptop')).toBeNull()
    stage.online.add('laptop')
    stage.sampler.hostIsBack('laptop')
    await stage.seconds(0)

    expect(asked).toBe(2)
    expect(stage.timesOf('laptop')).toEqual([0, 15, 35])
    expect(stage.cpuOf('a')).toEqual([null, 50, null])
  })
})

describe('the interval', () => {
  it('stretches to less than a minute while nobody looks, so that no minute is without a round', async () => {
    stage.add('a')
    stage.isWatched = false
    stage.sampler.start()
    await stage.seconds(3_600)

    const times = stage.timesOf('laptop')
    expect(times.slice(0, 3)).toEqual([0, 45, 90])
    expect(new Set(times.map((time) => Math.floor(time / 60))).size).toBe(61)
  })

  it.each([
    [5, 55],
    [20, 40],
    [30, 30],
    [59, 59],
    [60, 60],
    [300, 300],
  ])('of %i s stretches to %i s', async (intervalSeconds, expected) => {
    stage.add('a')
    stage.isWatched = false
    stage.intervalSeconds = intervalSeconds
    stage.sampler.start()
    await stage.seconds(expected)

    expect(stage.timesOf('laptop')).toEqual([0, expected])
  })

  it('does not stretch when the settings forbid it', async () => {
    stage.add('a')
    stage.isWatched = false
    stage.canStretch = false
    stage.sampler.start()
    await stage.seconds(30)

    expect(stage.timesOf('laptop')).toEqual([0, 15, 30])
  })

  it('is short again as soon as somebody looks', async () => {
    stage.add('a')
    stage.isWatched = false
    stage.sampler.start()
    await stage.seconds(20)
    stage.isWatched = true
    stage.sampler.reconsider()
    await stage.seconds(15)

    expect(stage.timesOf('laptop')).toEqual([0, 20, 35])
  })

  it('is short again within itself when nobody says that somebody looks', async () => {
    stage.add('a')
    stage.isWatched = false
    stage.sampler.start()
    await stage.seconds(20)
    stage.isWatched = true
    await stage.seconds(25)

    expect(stage.timesOf('laptop')).toEqual([0, 30, 45])
  })

  it('changes at once with the settings', async () => {
    stage.add('a')
    stage.intervalSeconds = 300
    stage.sampler.start()
    await stage.seconds(60)
    stage.intervalSeconds = 5
    stage.sampler.reconsider()
    await stage.seconds(5)

    expect(stage.timesOf('laptop')).toEqual([0, 60, 65])
  })

  it('begins anew after the computer slept, without a burst and without a sum of what was slept through', async () => {
    stage.add('a')
    stage.sampler.start()
    await stage.seconds(20)
    stage.clock.sleep(8 * 3_600 * second)
    await stage.seconds(25)

    expect(stage.timesOf('laptop')).toEqual([0, 15, 28_830, 28_845])
    expect(stage.cpuOf('a')).toEqual([null, 50, null, 50])
  })
})

describe('the way a host is read', () => {
  beforeEach(() => stage.open.add('laptop'))

  it('is its files once they have told the same as its engine over one round', async () => {
    stage.add('a')
    stage.add('b', { cpuPercent: 110 })
    stage.sampler.start()
    await stage.seconds(15)
    expect(stage.sampler.way('laptop')).toBe('api')
    const asked = stage.laptop.asked.counters
    await stage.seconds(30)

    expect(stage.laptop.asked.counters).toBe(asked)
    expect(stage.cpuOf('b')).toEqual([null, 110, 110, 110])
    expect(stage.news).toEqual(['laptop api', 'laptop cgroup'])
  })

  it('stays its engine where the files tell something else', async () => {
    stage.laptop.fileFactor = 1.02
    stage.add('a')
    stage.sampler.start()
    await stage.seconds(60)

    expect(stage.sampler.way('laptop')).toBe('api')
    expect(stage.cpuOf('a')).toEqual([null, 50, 50, 50, 50])
  })

  it('stays its engine where there are no files of the containers', async () => {
    stage.add('a')
    stage.laptop.withoutFiles.add('a')
    stage.sampler.start()
    await stage.seconds(30)

    expect(stage.sampler.way('laptop')).toBe('api')
    expect(stage.laptop.asked.fileReads).toBeLessThan(5)
  })

  it('is its engine again, in the same round, when a running container has no files any more; and is tried again', async () => {
    stage.add('a')
    stage.sampler.start()
    await stage.seconds(30)
    expect(stage.sampler.way('laptop')).toBe('cgroup')
    stage.laptop.withoutFiles.add('a')
    await stage.seconds(15)
    expect(stage.sampler.way('laptop')).toBe('api')
    stage.laptop.withoutFiles.delete('a')
    await stage.seconds(400)

    expect(stage.sampler.way('laptop')).toBe('cgroup')
    expect(stage.timesOf('laptop').length).toBe(30)
  })

  it('is its engine again when the files tell of more than the machine has', async () => {
    stage.add('a')
    stage.sampler.start()
    await stage.seconds(30)
    stage.laptop.use('a', 900)
    await stage.seconds(15)

    expect(stage.sampler.way('laptop')).toBe('api')
  })

  it('stays its files when a container stops, goes, or starts again unheard', async () => {
    for (const id of ['a', 'b', 'c', 'd']) stage.add(id)
    stage.sampler.start()
    await stage.seconds(30)
    stage.laptop.stop('a')
    stage.laptop.remove('b')
    stage.laptop.start('c')
    await stage.seconds(30)

    expect(stage.sampler.way('laptop')).toBe('cgroup')
    expect(stage.samplesOf('a').length).toBe(3)
    expect(stage.samplesOf('b').length).toBe(3)
    expect(stage.cpuOf('d')).toEqual([null, 50, 50, 50, 50])
    expect(stage.cpuOf('c')).toEqual([null, 50, 50, null, 50])
  })
})

describe('stopping', () => {
  it('ends a round that is under way, records nothing more, and begins no other', async () => {
    stage.add('a')
    stage.laptop.fault = 'silence'
    stage.sampler.start()
    await stage.seconds(0)
    await stage.sampler.stop()
    stage.laptop.fault = 'none'
    stage.sampler.reconsider()
    stage.sampler.hostIsBack('laptop')
    await stage.seconds(60)

    expect(stage.rounds).toEqual([])
    expect(stage.errors).toEqual([])
  })
})
