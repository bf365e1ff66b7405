interface Waiting {
  readonly attempt: number
  readonly resolve: () => void
}

/** Counts attempts that follow one another, and wakes whoever waits for the outcome of one. */
export class Attempts {
  readonly #waiting = new Set<Waiting>()
  #begun = 0
  #ended = 0

  get isUnderWay(): boolean {
    return this.#begun > this.#ended
  }

  begin(): void {
    this.#begun += 1
  }

  /** The present one has an outcome; to say so again changes nothing. */
  end(): void {
    this.#ended = this.#begun
    this.#wake(this.#ended)
  }

  /** Resolves with the outcome of the present attempt, or of one that begins after now. */
  outcome(of: 'present' | 'next'): Promise<void> {
    const attempt = of === 'present' ? this.#begun : this.#begun + 1
    return new Promise((resolve) => this.#waiting.add({ attempt, resolve }))
  }

  /** There will be no further attempt: nobody waits in vain. */
  close(): void {
    this.#wake(Number.POSITIVE_INFINITY)
  }

  #wake(upTo: number): void {
    for (const waiting of [...this.#waiting]) {
      if (waiting.attempt > upTo) continue
      this.#waiting.delete(waiting)
      waiting.resolve()
    }
  }
}
