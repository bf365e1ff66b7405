import type { SlipwayEvent } from '../../contract/event.ts'

export interface NumberedEvent {
  readonly number: number
  readonly event: SlipwayEvent
}

const openOutcomes: ReadonlySet<string> = new Set(['queued', 'running'])

/** The newest events up to a limit, in order; of a deploy's progress only the newest, and none once it has finished. */
export class EventBuffer {
  readonly #limit: number
  /** In order of arrival, which is the order of numbers. */
  readonly #events = new Map<number, NumberedEvent>()
  readonly #progress = new Map<string, number>()
  #lostUpTo = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Number of the newest event that had to go for want of room; 0 when none had. */
  get lostUpTo(): number {
    return this.#lostUpTo
  }

  add(numbered: NumberedEvent): void {
    const { event, number } = numbered
    if (event.type === 'deploy.progress') {
      this.#dropProgress(event.progress.deployId)
      this.#progress.set(event.progress.deployId, number)
    }
    if (event.type === 'deploy.changed' && !openOutcomes.has(event.deploy.outcome)) {
      this.#dropProgress(event.deploy.id)
    }
    this.#events.set(number, numbered)
    if (this.#events.size > this.#limit) this.#lostUpTo = this.shift()?.number ?? this.#lostUpTo
  }

  /** Takes the oldest event out. */
  shift(): NumberedEvent | null {
    const oldest = this.#events.values().next().value
    if (oldest === undefined) return null
    this.#events.delete(oldest.number)
    if (oldest.event.type === 'deploy.progress') this.#progress.delete(oldest.event.progress.deployId)
    return oldest
  }

  /** Events with a greater number, in order. */
  after(number: number): NumberedEvent[] {
    return [...this.#events.values()].filter((entry) => entry.number > number)
  }

  /** Forgets everything, losses too, and holds this one event. */
  replaceWith(numbered: NumberedEvent): void {
    this.#events.clear()
    this.#progress.clear()
    this.#lostUpTo = 0
    this.#events.set(numbered.number, numbered)
  }

  #dropProgress(deployId: string): void {
    const number = this.#progress.get(deployId)
    if (number === undefined) return
    this.#events.delete(number)
    this.#progress.delete(deployId)
  }
}
