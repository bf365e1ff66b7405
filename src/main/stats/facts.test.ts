import { beforeEach, describe, expect, it } from 'vitest'
import { FactsCache } from './facts.ts'
import { FakeMachine } from './testing/fake-machine.ts'
import { ManualClock } from './testing/manual-clock.ts'

const never = new AbortController().signal
const minute = 60_000

let machine: FakeMachine
let cache: FactsCache

beforeEach(() => {
  machine = new FakeMachine(new ManualClock())
  cache = new FactsCache()
})

async function running(ids: readonly string[], nowMs: number): Promise<string[]> {
  return (await cache.of(ids, machine.engine, nowMs, never)).running.map(({ id }) => id)
}

describe('what is known of a container', () => {
  it('is its name, its process and its limits while it runs', async () => {
    machine.start('a')

    expect((await cache.of(['a'], machine.engine, 1, never)).running).toEqual([
      {
        id: 'a',
        name: 'shop-a',
        pid: 101,
        cpuLimitPercent: 150,
        memoryLimitBytes: 128_000_000,
        sharesHostNetwork: false,
      },
    ])
  })

  it('is asked for again after a while, in case an event was missed', async () => {
    machine.start('a')
    await running(['a'], 1)
    machine.stop('a')
    expect(await running(['a'], 9 * minute)).toEqual(['a'])
    expect(await running(['a'], 11 * minute)).toEqual([])
    machine.start('a')
    expect(await running(['a'], 11 * minute + 1)).toEqual([])
    expect(await running(['a'], 12 * minute)).toEqual(['a'])
  })

  it('is asked for again at once when that is wished for', async () => {
    machine.start('a')
    machine.start('b')
    await running(['a', 'b'], 1)
    cache.forget('a')
    await running(['a', 'b'], 2)
    expect(machine.asked.inspects).toBe(3)
    cache.forgetAll()
    await running(['a', 'b'], 3)
    expect(machine.asked.inspects).toBe(5)
  })

  it('is nothing when the engine does not tell, and asked for again the next time', async () => {
    machine.start('a')
    machine.start('b')
    machine.broken.add('b')

    const found = await cache.of(['a', 'b', 'gone'], machine.engine, 1, never)
    expect(found.failed).toEqual(new Set(['b']))
    expect(found.running.map(({ id }) => id)).toEqual(['a'])
    machine.broken.delete('b')
    expect(await running(['a', 'b', 'gone'], 2)).toEqual(['a', 'b'])
  })

  it('is forgotten with the container', async () => {
    machine.start('a')
    await running(['a'], 1)
    await running([], 2)
    await running(['a'], 3)

    expect(machine.asked.inspects).toBe(2)
  })
})
