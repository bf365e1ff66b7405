interface Round {
  failures: number
  readonly endsAt: number
}

const roundMs = 60_000
const failuresPerRound = 20
const addressLimit = 1_000

/** Counts failed sign-ins per address, in rounds of a minute. Good ones are never asked about, so nobody is locked out. */
export class FailedAttempts {
  readonly #now: () => number
  readonly #rounds = new Map<string, Round>()

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Notes a failure. Null while there are few; otherwise the seconds after which to try again. */
  note(address: string): number | null {
    const now = this.#now()
    const found = this.#rounds.get(address)
    const round = found !== undefined && found.endsAt > now ? found : { failures: 0, endsAt: now + roundMs }
    round.failures += 1
    if (round !== found) this.#begin(address, round)
    return round.failures > failuresPerRound ? Math.ceil((round.endsAt - now) / 1_000) : null
  }

  #begin(address: string, round: Round): void {
    if (this.#rounds.size >= addressLimit) this.#rounds.clear()
    this.#rounds.set(address, round)
  }
}
