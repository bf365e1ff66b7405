import { useSyncExternalStore } from 'react'

/** One timer for everybody who watches the clock at the same pace. */
class Clock {
  readonly #intervalMs: number
  readonly #listeners = new Set<() => void>()
  #timer: ReturnType<typeof setInterval> | null = null
  #now = Date.now()

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    if (this.#timer === null) {
      this.#now = Date.now()
      this.#timer = setInterval(this.#tick, this.#intervalMs)
    }
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size > 0 || this.#timer === null) return
      clearInterval(this.#timer)
      this.#timer = null
    }
  }

  readonly now = () => (this.#timer === null ? this.#coarseNow() : this.#now)

  /** While nobody subscribes, the time still moves, yet stays the same within one drawing. */
  #coarseNow(): number {
    const now = Date.now()
    if (now - this.#now >= this.#intervalMs) this.#now = now
    return this.#now
  }

  readonly #tick = () => {
    this.#now = Date.now()
    for (const listener of this.#listeners) listener()
  }
}

const seconds = new Clock(1_000)
const tens = new Clock(10_000)

/** The present time, to the second or to ten seconds; whoever uses it is drawn again as it passes. */
export function useNow(pace: 'second' | 'ten-seconds'): number {
  const clock = pace === 'second' ? seconds : tens
  return useSyncExternalStore(clock.subscribe, clock.now)
}
