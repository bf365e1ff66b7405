import { describeFailure } from '../docker/describe-failure.ts'
import type { Logger } from '../log/logger.ts'
import type { WorkloadRecord } from '../workloads/store.ts'
import type { Pipeline } from './pipeline.ts'

/** Pauses before the second try and so on; the last one goes on for ever. */
const backoffMs = [1_000, 2_000, 5_000, 15_000, 60_000]

export interface SettlerParts {
  readonly pipeline: Pick<Pipeline, 'settle'>
  readonly log: Logger
  /** Called when a pause is over. */
  readonly onDue: () => void
}

/** Which workloads have to be put right, and when the next try of each is due. */
export class Settler {
  readonly #parts: SettlerParts
  readonly #due = new Set<string>()
  readonly #tries = new Map<string, number>()
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(parts: SettlerParts) {
    this.#parts = parts
  }

  /** Due at once, as after a restart or when the host is back. */
  add(workloadId: string): void {
    this.drop(workloadId)
    this.#due.add(workloadId)
  }

  /** Due after a pause that grows with each try, while the host is there and the engine still refuses. */
  again(workloadId: string): void {
    if (this.#timers.has(workloadId)) return
    const tries = this.#tries.get(workloadId) ?? 0
    this.#tries.set(workloadId, tries + 1)
    const timer = setTimeout(
      () => {
        this.#timers.delete(workloadId)
        this.#due.add(workloadId)
        this.#parts.onDue()
      },
      backoffMs[Math.min(tries, backoffMs.length - 1)],
    )
    this.#timers.set(workloadId, timer.unref())
  }

  due(): readonly string[] {
    return [...this.#due]
  }

  /** Forgets a workload and its tries. */
  drop(workloadId: string): void {
    clearTimeout(this.#timers.get(workloadId))
    this.#timers.delete(workloadId)
    this.#tries.delete(workloadId)
    this.#due.delete(workloadId)
  }

  /** One try; never rejects. */
  async settle(workload: WorkloadRecord): Promise<void> {
    this.#due.delete(workload.id)
    try {
      await this.#parts.pipeline.settle(workload)
      this.drop(workload.id)
    } catch (error) {
      const fields = { workloadId: workload.id, ...describeFailure(error) }
      this.#parts.log.warn(fields, 'could not put a workload right yet; it is tried again')
    }
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
    this.#due.clear()
  }
}
