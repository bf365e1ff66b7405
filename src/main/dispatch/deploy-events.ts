import type { Deploy, DeployProgress, LayerProgress } from '../../contract/deploy.ts'
import type { SlipwayEvent } from '../../contract/event.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Logger } from '../log/logger.ts'

/** A pull reports far more often than a screen can show. */
const pullEveryMs = 100

export interface DeployEventsParts {
  readonly publish: (event: SlipwayEvent) => void
  readonly show: (entry: LedgerEntry) => Promise<Deploy>
  readonly afterClosing: (workloadId: string) => void
  readonly log: Logger
}

/** Tells of each step of each deploy, in the order in which the ledger took it. */
export class DeployEvents {
  readonly #parts: DeployEventsParts
  /** Showing an entry takes a different number of turns of the loop each time; a chain keeps the order. */
  #last: Promise<void> = Promise.resolve()
  readonly #pulledAt = new Map<string, number>()

  constructor(parts: DeployEventsParts) {
    this.#parts = parts
  }

  entryChanged(entry: LedgerEntry): void {
    this.#last = this.#last.then(() => this.#tell(entry))
  }

  /** At most ten times a second per deploy, and always when all layers are done. */
  pulled({ id, workloadId }: LedgerEntry, layers: readonly LayerProgress[], isSent: boolean): void {
    const now = performance.now()
    const isComplete = layers.every(({ state }) => state === 'done')
    if (!isComplete && now - (this.#pulledAt.get(id) ?? Number.NEGATIVE_INFINITY) < pullEveryMs) return
    this.#pulledAt.set(id, now)
    const progress: DeployProgress = {
      workloadId,
      deployId: id,
      phase: 'pull',
      layers: [...layers],
      isSent,
    }
    this.#parts.publish({ type: 'deploy.progress', progress })
  }

  async #tell(entry: LedgerEntry): Promise<void> {
    const { publish, show, afterClosing, log } = this.#parts
    try {
      publish({ type: 'deploy.changed', deploy: await show(entry) })
      if (entry.finishedAt === null) return
      this.#pulledAt.delete(entry.id)
      publish({ type: 'workload.changed', workloadId: entry.workloadId })
      afterClosing(entry.workloadId)
    } catch (error) {
      log.error({ error, deployId: entry.id }, 'could not tell of a deploy')
    }
  }
}
