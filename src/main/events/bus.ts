import { randomBytes } from 'node:crypto'
import type { SlipwayEvent } from '../../contract/event.ts'
import type { Logger } from '../log/logger.ts'
import { EventBuffer, type NumberedEvent } from './event-buffer.ts'

export interface StreamedEvent {
  readonly id: string
  readonly event: SlipwayEvent
}

export interface EventBusOptions {
  readonly log?: Logger
  /** How many events are kept for clients that come back. */
  readonly history?: number
  /** How many events may wait for one slow client. */
  readonly queueLimit?: number
}

interface Stream {
  readonly queue: EventBuffer
  wake(): void
}

/** Tells everybody in the process, its windows and its API clients what happens. */
export class EventBus {
  /** Numbers begin anew with every process, so an id of an earlier one must be told apart. */
  readonly #boot = randomBytes(6).toString('hex')
  readonly #history: EventBuffer
  readonly #queueLimit: number
  readonly #log: Logger | undefined
  readonly #listeners = new Set<(event: SlipwayEvent) => void>()
  readonly #streams = new Set<Stream>()
  #number = 0
  #isClosed = false

  constructor(options: EventBusOptions = {}) {
    this.#history = new EventBuffer(options.history ?? 1_000)
    this.#queueLimit = options.queueLimit ?? 500
    this.#log = options.log
  }

  publish(event: SlipwayEvent): void {
    this.#number += 1
    const numbered = { number: this.#number, event }
    this.#history.add(numbered)
    for (const stream of this.#streams) this.#enqueue(stream, numbered)
    for (const listener of this.#listeners) this.#call(listener, event)
  }

  /** Calls the listener with every event from now on; returns how to stop. */
  subscribe(listener: (event: SlipwayEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Events from this call on, and before them those after `lastEventId`, or one `resync` when they cannot be told any more.
   *  Ends when the signal aborts or the bus closes. A client that falls too far behind gets `resync` in place of what it missed. */
  stream(signal: AbortSignal | undefined, lastEventId?: string): AsyncGenerator<StreamedEvent, void> {
    let pending = Promise.withResolvers<void>()
    const stream: Stream = { queue: new EventBuffer(this.#queueLimit), wake: () => pending.resolve() }
    const stop = () => {
      this.#streams.delete(stream)
      stream.wake()
    }
    // Joined here and not at the first pull: an event in between would be lost.
    if (!this.#isClosed && signal?.aborted !== true) this.#streams.add(stream)
    signal?.addEventListener('abort', stop, { once: true })
    for (const missed of this.#missedSince(lastEventId)) stream.queue.add(missed)

    const isOpen = () => this.#streams.has(stream)
    const toStreamed = this.#toStreamed.bind(this)
    return (async function* () {
      try {
        while (isOpen()) {
          const next = stream.queue.shift()
          if (next === null) {
            await pending.promise
            pending = Promise.withResolvers()
          } else {
            yield toStreamed(next)
          }
        }
      } finally {
        signal?.removeEventListener('abort', stop)
        stop()
      }
    })()
  }

  /** Ends every stream. */
  close(): void {
    this.#isClosed = true
    const streams = [...this.#streams]
    this.#streams.clear()
    for (const stream of streams) stream.wake()
  }

  #enqueue(stream: Stream, numbered: NumberedEvent): void {
    stream.queue.add(numbered)
    if (stream.queue.lostUpTo > 0) stream.queue.replaceWith(this.#resync())
    stream.wake()
  }

  #missedSince(lastEventId: string | undefined): readonly NumberedEvent[] {
    if (lastEventId === undefined) return []
    const last = this.#numberOf(lastEventId)
    if (last === null || last > this.#number || last < this.#history.lostUpTo) return [this.#resync()]
    const missed = this.#history.after(last)
    return missed.length > this.#queueLimit ? [this.#resync()] : missed
  }

  #numberOf(id: string): number | null {
    const [, boot, number] = /^([0-9a-f]+)-(\d{1,15})$/.exec(id) ?? []
    return boot === this.#boot ? Number(number) : null
  }

  /** Carries the newest number: a client that comes back after it has read everything anew misses nothing. */
  #resync(): NumberedEvent {
    return { number: this.#number, event: { type: 'resync' } }
  }

  #toStreamed({ number, event }: NumberedEvent): StreamedEvent {
    return { id: `${this.#boot}-${number}`, event }
  }

  /** One listener that fails must not keep the event from the others. */
  #call(listener: (event: SlipwayEvent) => void, event: SlipwayEvent): void {
    try {
      listener(event)
    } catch (error) {
      this.#log?.error({ error, event: event.type }, 'a listener failed at an event')
    }
  }
}
