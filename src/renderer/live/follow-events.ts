import { getEventMeta } from '@orpc/client'
import type { SlipwayEvent } from '../../contract/event.ts'
import type { SlipwayClient } from '../client.ts'

export interface EventListener {
  readonly onOpen: () => void
  readonly onEvent: (event: SlipwayEvent) => void
  readonly onLost: () => void
}

/** The page as far as it can be hidden; `document` is one. */
export interface Visibility {
  readonly hidden: boolean
  addEventListener(type: 'visibilitychange', listener: () => void, options: { signal: AbortSignal }): void
}

/** A browser has six connections to a server: windows that nobody sees must not hold them. */
const HIDDEN_FOR_MS = 10_000
const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 8_000
/** A stream that held this long was a good one: its end begins a new count. */
const SETTLED_MS = 2_000

/** Doubles from a quarter of a second to eight seconds, and stays there. */
export function reconnectDelayMs(attempt: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 16))
}

/** Follows the event stream until the signal aborts, across interruptions: it asks again from the last event seen.
 *  A page that stays hidden lets go of the stream until it is shown again. */
export async function followEvents(
  client: SlipwayClient,
  listener: EventListener,
  signal: AbortSignal,
  page: Visibility,
): Promise<void> {
  let lastEventId: string | undefined
  let attempt = 0
  while (!signal.aborted) {
    let openedAt = Number.POSITIVE_INFINITY
    const watch = new AbortController()
    const hidden = hiddenForLong(page, AbortSignal.any([signal, watch.signal]))
    try {
      const stream = await client.events.stream(undefined, {
        signal: AbortSignal.any([signal, hidden]),
        lastEventId,
      })
      openedAt = Date.now()
      listener.onOpen()
      for await (const event of stream) {
        attempt = 0
        lastEventId = getEventMeta(event)?.id ?? lastEventId
        listener.onEvent(event)
      }
    } catch {
      // Why it broke makes no difference here: the next attempt tells whether it still is.
    } finally {
      watch.abort()
    }
    if (signal.aborted) return
    if (hidden.aborted) {
      await shown(page, signal)
      continue
    }
    listener.onLost()
    if (Date.now() - openedAt >= SETTLED_MS) attempt = 0
    await pause(reconnectDelayMs(attempt), signal)
    attempt += 1
  }
}

/** Aborts when the page has been hidden for a while; watches until `signal` aborts. */
function hiddenForLong(page: Visibility, signal: AbortSignal): AbortSignal {
  const hidden = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    clearTimeout(timer)
    if (page.hidden) timer = setTimeout(() => hidden.abort(), HIDDEN_FOR_MS)
  }
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  page.addEventListener('visibilitychange', look, { signal })
  look()
  return hidden.signal
}

/** Resolves when the page is seen, or the signal aborts. */
function shown(page: Visibility, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!page.hidden) resolve()
    }
    page.addEventListener('visibilitychange', look, { signal })
    signal.addEventListener('abort', () => resolve(), { once: true })
    look()
  })
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
