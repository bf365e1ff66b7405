import { setTimeout as delay } from 'node:timers/promises'
import { type Engine, EngineError } from '../docker/engine.ts'

/** A registry that has a digest has it until somebody deletes it, and each look may count against the user's quota. */
const presentAnswerMs = 6 * 3_600_000
/** Anything else is asked again soon, but not at each refresh of a list. */
const otherAnswerMs = 15_000
/** How many look-ups are under way at once. */
const laneCount = 4

/** `unknown`: too slow, out of quota, not allowed, host away; nothing that says a pull would not bring the image. */
export type InRegistry = 'present' | 'absent' | 'unknown'

interface Answer {
  readonly askedAt: number
  readonly found: Promise<InRegistry>
  /** Null while the look-up is under way. */
  result: InRegistry | null
}

/** Whether registries still have what the ledger pinned, as their hosts see them. */
export class RegistryPresence {
  readonly #engine: (hostId: string) => Engine | null
  readonly #now: () => number
  readonly #answers = new Map<string, Answer>()
  readonly #lanes: Promise<unknown>[] = Array.from({ length: laneCount }, () => Promise.resolve())
  #next = 0

  /** `now` is monotonic, in ms. */
  constructor(engine: (hostId: string) => Engine | null, now: () => number = () => performance.now()) {
    this.#engine = engine
    this.#now = now
  }

  /** What is known, or found out within `patienceMs`; a look-up that takes longer goes on for the next call. */
  async of(
    hostId: string,
    reference: string,
    { patienceMs, isFresh }: { readonly patienceMs: number; readonly isFresh: boolean },
  ): Promise<InRegistry> {
    const key = `${hostId} ${reference}`
    const known = this.#answers.get(key)
    const answer =
      known !== undefined && !isFresh && this.#holds(known) ? known : this.#ask(key, hostId, reference)
    if (answer.result !== null) return answer.result
    const enough = new AbortController()
    const patience = delay(patienceMs, 'unknown' as const, { signal: enough.signal }).catch(
      () => 'unknown' as const,
    )
    const result = await Promise.race([answer.found, patience])
    enough.abort()
    return result
  }

  #holds({ askedAt, result }: Answer): boolean {
    return this.#now() - askedAt < (result === 'present' ? presentAnswerMs : otherAnswerMs)
  }

  #ask(key: string, hostId: string, reference: string): Answer {
    const lane = this.#next++ % laneCount
    const found = (this.#lanes[lane] ?? Promise.resolve()).then(() => this.#lookUp(hostId, reference))
    this.#lanes[lane] = found
    const answer: Answer = { askedAt: this.#now(), found, result: null }
    this.#forgetOld()
    this.#answers.set(key, answer)
    void found.then((result) => {
      answer.result = result
    })
    return answer
  }

  async #lookUp(hostId: string, reference: string): Promise<InRegistry> {
    const engine = this.#engine(hostId)
    if (engine === null) return 'unknown'
    try {
      await engine.resolveInRegistry(reference)
      return 'present'
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      if (error.code === 'registry_unreachable') this.#forgetRegistry(hostId, reference)
      return error.code === 'image_not_found' || error.code === 'registry_unreachable' ? 'absent' : 'unknown'
    }
  }

  /** What a registry had is not to be had while it does not answer. */
  #forgetRegistry(hostId: string, reference: string): void {
    const prefix = `${hostId} ${reference.slice(0, reference.indexOf('/') + 1)}`
    for (const key of this.#answers.keys()) if (key.startsWith(prefix)) this.#answers.delete(key)
  }

  #forgetOld(): void {
    for (const [key, answer] of this.#answers) if (!this.#holds(answer)) this.#answers.delete(key)
  }
}
