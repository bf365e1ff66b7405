import type { Engine } from '../../docker/engine.ts'
import { readingOf } from '../api-reading.ts'
import type { ContainerFacts } from '../facts.ts'
import type { Reading } from '../reading.ts'
import type { StatsWay, WayResult } from './way.ts'

/** By the engine's API, on any engine. One request per container and all of them at once: an engine that makes each wait for
 *  its own round of a second makes them wait together. */
export class ApiWay implements StatsWay {
  readonly #engine: Pick<Engine, 'containerCounters' | 'info'>

  constructor(engine: Pick<Engine, 'containerCounters' | 'info'>) {
    this.#engine = engine
  }

  async read(containers: readonly ContainerFacts[], signal: AbortSignal): Promise<WayResult> {
    const readings = new Map<string, Reading>()
    const failed = new Set<string>()
    await Promise.all(
      containers.map(async ({ id }) => {
        try {
          const counters = await this.#engine.containerCounters(id, signal)
          const reading = counters === null ? null : readingOf(counters, this.#engine.info)
          if (reading !== null) readings.set(id, reading)
        } catch {
          failed.add(id)
        }
      }),
    )
    return { readings, failed }
  }
}
