import type { ContainerState, Engine } from '../docker/engine.ts'

/** What the engine says of a container that runs; it changes only with an event. */
export interface ContainerFacts {
  readonly id: string
  readonly name: string
  readonly pid: number
  readonly cpuLimitPercent: number | null
  readonly memoryLimitBytes: number | null
  /** Whether its interfaces are those of the machine. */
  readonly sharesHostNetwork: boolean
}

interface Known {
  /** Null while it does not run. */
  readonly facts: ContainerFacts | null
  readonly staleAtMs: number
}

export interface FoundFacts {
  readonly running: readonly ContainerFacts[]
  /** Containers that could not be asked after. */
  readonly failed: ReadonlySet<string>
}

/** Events tell of changes; this is for those that were missed while the engine could not be heard. */
const lifetimeMs = { running: 600_000, notRunning: 30_000 } as const

/** Asks the engine once after each container, and again when something happened to it. */
export class FactsCache {
  readonly #known = new Map<string, Known>()

  /** Of the containers that run; forgets those that are not asked after any more. */
  async of(
    ids: readonly string[],
    engine: Pick<Engine, 'inspectContainer'>,
    nowMs: number,
    signal: AbortSignal,
  ): Promise<FoundFacts> {
    this.#keepOnly(new Set(ids))
    const unknown = ids.filter((id) => (this.#known.get(id)?.staleAtMs ?? 0) <= nowMs)
    const failed = new Set<string>()
    await Promise.all(
      unknown.map(async (id) => {
        try {
          this.#learn(id, await engine.inspectContainer(id, signal), nowMs)
        } catch {
          failed.add(id)
        }
      }),
    )
    const running = ids.flatMap((id) => (failed.has(id) ? [] : (this.#known.get(id)?.facts ?? [])))
    return { running, failed }
  }

  forget(id: string): void {
    this.#known.delete(id)
  }

  forgetAll(): void {
    this.#known.clear()
  }

  #learn(id: string, state: ContainerState | null, nowMs: number): void {
    const facts = state === null ? null : factsOf(state)
    const lifetime = facts === null ? lifetimeMs.notRunning : lifetimeMs.running
    this.#known.set(id, { facts, staleAtMs: nowMs + lifetime })
  }

  #keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id)
  }
}

function factsOf(state: ContainerState): ContainerFacts | null {
  if (state.status !== 'running' && state.status !== 'paused') return null
  const { id, name, pid, cpuLimitPercent, memoryLimitBytes, networkMode } = state
  return { id, name, pid, cpuLimitPercent, memoryLimitBytes, sharesHostNetwork: networkMode === 'host' }
}
