import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../clock.ts'

interface Timer {
  readonly atMs: number
  readonly call: () => void
}

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #nowMs = 0
  #sleptMs = 0
  readonly #timers = new Set<Timer>()

  epochMs(): number {
    return Date.UTC(2026, 0, 1) + this.#nowMs + this.#sleptMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  after(ms: number, call: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, call }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** Calls what falls due, in its order, and lets what it starts go as far as it can. */
  async advance(ms: number): Promise<void> {
    const until = this.#nowMs + ms
    for (;;) {
      await settle()
      const next = [...this.#timers].sort((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined || next.atMs > until) break
      this.#timers.delete(next)
      this.#nowMs = Math.max(this.#nowMs, next.atMs)
      next.call()
    }
    this.#nowMs = until
  }

  /** The computer sleeps: timers and the steady clock stand still, the time of day does not. */
  sleep(ms: number): void {
    this.#sleptMs += ms
  }
}

/** Several turns: an answer may take more than one step. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await nextTurn()
}
