import { EventPublisher, withEventMeta } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SlipwayEvent } from '../../contract/event.ts'
import type { SlipwayClient } from '../client.ts'
import { fakeSlipway } from '../testing/fake-slipway.ts'
import { followEvents, reconnectDelayMs } from './follow-events.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A page that a test hides and shows. */
class TestPage extends EventTarget {
  hidden = false

  show(isShown: boolean): void {
    this.hidden = !isShown
    this.dispatchEvent(new Event('visibilitychange'))
  }
}

const resync = (id: string): SlipwayEvent => withEventMeta({ type: 'resync' }, { id })

/** A client whose stream breaks when it is told to, and the ids that were asked from. */
function breakingClient(streams: readonly (readonly SlipwayEvent[])[]) {
  const asked: (string | undefined)[] = []
  let opened = 0
  const client = fakeSlipway({
    stream: async function* (lastEventId) {
      asked.push(lastEventId)
      const events = streams[opened]
      opened += 1
      if (events === undefined) throw new Error('The connection is refused.')
      yield* events
    },
  })
  return { client, asked }
}

async function follow(client: SlipwayClient, rounds: number) {
  const stop = new AbortController()
  const heard: string[] = []
  const followed = followEvents(
    client,
    {
      onOpen: () => heard.push('open'),
      onEvent: ({ type }) => heard.push(type),
      onLost: () => heard.push('lost'),
    },
    stop.signal,
    new TestPage(),
  )
  for (let round = 0; round < rounds; round += 1) await vi.advanceTimersByTimeAsync(reconnectDelayMs(99))
  stop.abort()
  await followed
  return heard
}

describe('followEvents', () => {
  it('opens the stream again after it broke, from the last event that was seen', async () => {
    const { client, asked } = breakingClient([[resync('7')], [resync('8')]])
    const heard = await follow(client, 2)
    expect(heard.slice(0, 6)).toEqual(['open', 'resync', 'lost', 'open', 'resync', 'lost'])
    expect(asked.slice(0, 3)).toEqual([undefined, '7', '8'])
  })

  it('keeps trying while nobody answers', async () => {
    const { client, asked } = breakingClient([])
    await follow(client, 3)
    expect(asked.length).toBeGreaterThan(3)
  })

  it('ends when it is told to', async () => {
    const publisher = new EventPublisher<{ event: SlipwayEvent }>()
    const client = fakeSlipway({ stream: (_id, signal) => publisher.subscribe('event', { signal }) })
    expect(await follow(client, 1)).toEqual(['open'])
  })
})

describe('a page that nobody sees', () => {
  it('lets go of the stream after a while, and asks for what it missed when it is shown', async () => {
    const publisher = new EventPublisher<{ event: SlipwayEvent }>()
    const asked: (string | undefined)[] = []
    const open = new Set<AbortSignal | undefined>()
    const client = fakeSlipway({
      stream: async function* (lastEventId, signal) {
        asked.push(lastEventId)
        open.add(signal)
        try {
          yield* publisher.subscribe('event', { signal })
        } finally {
          open.delete(signal)
        }
      },
    })
    const heard: string[] = []
    const stop = new AbortController()
    const page = new TestPage()
    const listener = {
      onOpen: () => heard.push('open'),
      onEvent: () => heard.push('event'),
      onLost: () => heard.push('lost'),
    }
    const followed = followEvents(client, listener, stop.signal, page)
    await vi.advanceTimersByTimeAsync(0)
    publisher.publish('event', resync('7'))
    await vi.advanceTimersByTimeAsync(0)

    page.show(false)
    await vi.advanceTimersByTimeAsync(9_999)
    expect(open.size).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(open.size).toBe(0)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toEqual([undefined])

    page.show(true)
    await vi.advanceTimersByTimeAsync(0)
    expect(asked).toEqual([undefined, '7'])
    expect(heard).toEqual(['open', 'event', 'open'])
    stop.abort()
    await followed
  })
})

describe('reconnectDelayMs', () => {
  it('grows from attempt to attempt, up to a limit', () => {
    expect([0, 1, 2, 3].map(reconnectDelayMs)).toEqual([250, 500, 1_000, 2_000])
    expect(reconnectDelayMs(1_000)).toBe(8_000)
  })
})
