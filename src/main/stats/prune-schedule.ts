import type { Logger } from '../log/logger.ts'
import type { Prune } from './prune.ts'
import { minuteMs } from './store-levels.ts'

/** As often as a block of samples goes out of date. */
const everyMs = 10 * minuteMs

/** Prunes at the start, now and then, and when it is asked to; one run at a time. */
export class PruneSchedule {
  readonly #prune: Pick<Prune, 'run'>
  readonly #log: Pick<Logger, 'error'>
  readonly #abort = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(prune: Pick<Prune, 'run'>, log: Pick<Logger, 'error'>) {
    this.#prune = prune
    this.#log = log
  }

  start(): void {
    this.soon()
    this.#timer = setInterval(() => this.soon(), everyMs)
    this.#timer.unref()
  }

  /** After the run that is under way, if there is one. */
  soon(): void {
    this.#running = this.#running.then(() => this.#run())
  }

  /** Resolves after the step that is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#abort.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    if (this.#abort.signal.aborted) return
    try {
      await this.#prune.run(this.#abort.signal)
    } catch (error) {
      this.#log.error({ error }, 'samples could not be pruned')
    }
  }
}
