import { describe, expect, it, vi } from 'vitest'
import type { Deploy, DeployOutcome } from '../../contract/deploy.ts'
import type { SlipwayEvent } from '../../contract/event.ts'
import { EventBus, type StreamedEvent } from './bus.ts'

function changed(workloadId: string): SlipwayEvent {
  return { type: 'workload.changed', workloadId }
}

function progress(deployId: string, currentBytes: number): SlipwayEvent {
  const layers = [{ id: 'l', state: 'downloading' as const, currentBytes, totalBytes: 100 }]
  return {
    type: 'deploy.progress',
    progress: { workloadId: 'w', deployId, phase: 'pull', layers, isSent: false },
  }
}

function deployed(id: string, outcome: DeployOutcome): SlipwayEvent {
  const deploy: Partial<Deploy> = { id, outcome }
  return { type: 'deploy.changed', deploy: deploy as Deploy }
}

/** Reads what is there without waiting for more. */
async function take(stream: AsyncGenerator<StreamedEvent, void>, count: number): Promise<StreamedEvent[]> {
  const taken: StreamedEvent[] = []
  while (taken.length < count) {
    const next = await stream.next()
    if (next.done === true) break
    taken.push(next.value)
  }
  return taken
}

async function takeEvents(stream: AsyncGenerator<StreamedEvent, void>, count: number) {
  return (await take(stream, count)).map(({ event }) => event)
}

describe('event bus', () => {
  it('calls every listener with every event until it unsubscribes', () => {
    const bus = new EventBus()
    const heard: SlipwayEvent[] = []
    const unsubscribe = bus.subscribe((event) => heard.push(event))

    bus.publish(changed('a'))
    unsubscribe()
    bus.publish(changed('b'))

    expect(heard).toEqual([changed('a')])
  })

  it('keeps calling the others when a listener throws, and logs that', () => {
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
    const bus = new EventBus({ log })
    const heard = vi.fn()
    bus.subscribe(() => {
      throw new Error('broken')
    })
    bus.subscribe(heard)

    bus.publish(changed('a'))

    expect(heard).toHaveBeenCalledOnce()
    expect(log.error).toHaveBeenCalledOnce()
  })

  it('streams events in order with ids that grow', async () => {
    const bus = new EventBus()
    const stream = bus.stream(undefined)
    bus.publish(changed('a'))
    bus.publish(changed('b'))

    const taken = await take(stream, 2)

    expect(taken.map(({ event }) => event)).toEqual([changed('a'), changed('b')])
    expect(taken.map(({ id }) => id.replace(/^[0-9a-f]+-/, ''))).toEqual(['1', '2'])
  })

  it('streams an event that is published while the reader waits', async () => {
    const bus = new EventBus()
    const next = bus.stream(undefined).next()

    bus.publish(changed('a'))

    expect((await next).value).toMatchObject({ event: changed('a') })
  })

  it('sends a client that comes back what it missed, and nothing twice', async () => {
    const bus = new EventBus()
    const first = bus.stream(undefined)
    bus.publish(changed('a'))
    const [seen] = await take(first, 1)
    bus.publish(changed('b'))
    bus.publish(changed('c'))

    const second = bus.stream(undefined, seen?.id)
    bus.publish(changed('d'))

    expect(await takeEvents(second, 3)).toEqual([changed('b'), changed('c'), changed('d')])
  })

  it.each(['', 'nonsense', 'ffffffffffff-1', '-1', '1'])(
    'answers the unknown id "%s" with one resync',
    async (id) => {
      const bus = new EventBus()
      bus.publish(changed('a'))

      const stream = bus.stream(undefined, id)
      bus.publish(changed('b'))

      expect(await takeEvents(stream, 2)).toEqual([{ type: 'resync' }, changed('b')])
    },
  )

  it('answers an id that lies in the future with a resync', async () => {
    const bus = new EventBus()
    const stream = bus.stream(undefined)
    bus.publish(changed('a'))
    const [seen] = await take(stream, 1)

    const [next] = await take(bus.stream(undefined, seen?.id.replace(/-1$/, '-99')), 1)

    expect(next?.event).toEqual({ type: 'resync' })
  })

  it('answers an id whose successors are gone with a resync from which a client can go on', async () => {
    const bus = new EventBus({ history: 2 })
    const stream = bus.stream(undefined)
    bus.publish(changed('a'))
    const [seen] = await take(stream, 1)
    for (const id of ['b', 'c', 'd']) bus.publish(changed(id))

    const [resync] = await take(bus.stream(undefined, seen?.id), 1)
    expect(resync?.event).toEqual({ type: 'resync' })

    const resumed = bus.stream(undefined, resync?.id)
    bus.publish(changed('e'))
    expect(await takeEvents(resumed, 1)).toEqual([changed('e')])
  })

  it('still knows the events right after the last one that fell out', async () => {
    const bus = new EventBus({ history: 2 })
    const stream = bus.stream(undefined)
    bus.publish(changed('a'))
    const [seen] = await take(stream, 1)
    bus.publish(changed('b'))
    bus.publish(changed('c'))

    expect(await takeEvents(bus.stream(undefined, seen?.id), 2)).toEqual([changed('b'), changed('c')])
  })

  it('hands a slow client only the newest progress of a deploy', async () => {
    const bus = new EventBus({ queueLimit: 3 })
    const stream = bus.stream(undefined)
    bus.publish(changed('a'))
    for (let bytes = 0; bytes < 100; bytes += 1) bus.publish(progress('d1', bytes))
    bus.publish(progress('d2', 1))

    expect(await takeEvents(stream, 3)).toEqual([changed('a'), progress('d1', 99), progress('d2', 1)])
  })

  it('drops the progress of a deploy that has finished', async () => {
    const bus = new EventBus()
    const stream = bus.stream(undefined)
    bus.publish(deployed('d1', 'running'))
    bus.publish(progress('d1', 1))
    bus.publish(deployed('d1', 'succeeded'))

    expect(await takeEvents(stream, 2)).toEqual([deployed('d1', 'running'), deployed('d1', 'succeeded')])
  })

  it('tells a client that fell too far behind to read everything anew, once, and goes on from there', async () => {
    const bus = new EventBus({ queueLimit: 3 })
    const stream = bus.stream(undefined)
    for (let index = 0; index < 4; index += 1) bus.publish(changed(`w${index}`))
    bus.publish(changed('next'))

    const [resync, next] = await take(stream, 2)

    expect([resync?.event, next?.event]).toEqual([{ type: 'resync' }, changed('next')])
    expect(await takeEvents(bus.stream(undefined, resync?.id), 1)).toEqual([changed('next')])
  })

  it('ends a stream when its signal aborts', async () => {
    const bus = new EventBus()
    const abort = new AbortController()
    const next = bus.stream(abort.signal).next()

    abort.abort()

    expect(await next).toEqual({ done: true, value: undefined })
    expect(await bus.stream(abort.signal).next()).toEqual({ done: true, value: undefined })
  })

  it('ends every stream when it closes', async () => {
    const bus = new EventBus()
    const next = bus.stream(undefined).next()

    bus.close()

    expect(await next).toEqual({ done: true, value: undefined })
    expect(await bus.stream(undefined).next()).toEqual({ done: true, value: undefined })
  })
})
