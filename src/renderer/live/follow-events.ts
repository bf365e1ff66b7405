import { getEventMeta } from '@orpc/client'
import type { SlipwayEvent } from '../../contract/event.ts'
import type { SlipwayClient } from '../client.ts'

export interface EventListener {
  readonly onOpen: () => void
  readonly onEvent: (event: SlipwayEvent) => void
  readonly onLost: () => void
}

const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 8_000
/** A stream that held this long was a good one: its end begins a new count. */
const SETTLED_MS = 2_000

/** Doubles from a quarter of a second to eight seconds, and stays there. */
export function reconnectDelayMs(attempt: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 16))
}

/** Follows the event stream until the signal aborts, across interruptions: it asks again from the last event seen. */
export async function followEvents(
  client: SlipwayClient,
  listener: EventListener,
  signal: AbortSignal,
): Promise<void> {
  let lastEventId: string | undefined
  let attempt = 0
  while (!signal.aborted) {
    let openedAt = Number.POSITIVE_INFINITY
    try {
      const stream = await client.events.stream(undefined, { signal, lastEventId })
      openedAt = Date.now()
      listener.onOpen()
      for await (const event of stream) {
        attempt = 0
        lastEventId = getEventMeta(event)?.id ?? lastEventId
        listener.onEvent(event)
      }
    } catch {
      // Why it broke makes no difference here: the next attempt tells whether it still is.
    }
    if (signal.aborted) return
    listener.onLost()
    if (Date.now() - openedAt >= SETTLED_MS) attempt = 0
    await pause(reconnectDelayMs(attempt), signal)
    attempt += 1
  }
}

function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, durationMs)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
