/** The time, for whoever has to be tested without waiting for it. */
export interface Clock {
  /** Epoch milliseconds; may be set by somebody, and goes on while the computer sleeps. */
  epochMs(): number
  /** Milliseconds by a clock that nobody sets. */
  nowMs(): number
  /** Calls once, after so many milliseconds; returns how to prevent it. Keeps no process alive. */
  after(ms: number, call: () => void): () => void
}

export const systemClock: Clock = {
  epochMs: () => Date.now(),
  nowMs: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
