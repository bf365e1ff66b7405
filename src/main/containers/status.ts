import type { WorkloadContainer, WorkloadState } from '../../contract/workload.ts'
import { type ContainerState, type Engine, EngineError } from '../docker/engine.ts'
import type { ContainerIndex, IndexedContainer } from './index-store.ts'

export interface StatusParts {
  readonly index: ContainerIndex
  readonly engine: (hostId: string) => Engine | null
  /** Called when a workload's state or its containers changed. */
  readonly onChange: (workloadId: string) => void
}

export interface WorkloadStatus {
  readonly state: WorkloadState
  readonly containers: WorkloadContainer[]
}

/** What the containers of each workload do, as last heard from their hosts. */
export class ContainerStatus {
  readonly #parts: StatusParts
  readonly #last = new Map<string, WorkloadStatus>()
  /** Workloads that are being looked at, with whether something happened in the meantime. */
  readonly #looking = new Map<string, { isStale: boolean }>()

  constructor(parts: StatusParts) {
    this.#parts = parts
  }

  /** As last seen; `unknown` until a first look, and while the host is away. */
  of(workloadId: string): WorkloadStatus {
    const current = this.#current(workloadId)
    if (current.length === 0) return { state: 'never_deployed', containers: [] }
    const last = this.#last.get(workloadId)
    if (last === undefined || last.containers.length !== current.length) return unknown(current)
    const isSame = last.containers.every(({ id }) => current.some((container) => container.id === id))
    return isSame ? last : unknown(current)
  }

  /** Looks at the workload's containers; changes that arrive during a look lead to one more. */
  async refresh(workloadId: string): Promise<void> {
    const looking = this.#looking.get(workloadId)
    if (looking !== undefined) {
      looking.isStale = true
      return
    }
    const mine = { isStale: true }
    this.#looking.set(workloadId, mine)
    try {
      while (mine.isStale) {
        mine.isStale = false
        this.#take(workloadId, await this.#look(workloadId))
      }
    } finally {
      this.#looking.delete(workloadId)
    }
  }

  forget(workloadId: string): void {
    this.#last.delete(workloadId)
  }

  #take(workloadId: string, status: WorkloadStatus): void {
    const before = JSON.stringify(this.#last.get(workloadId))
    this.#last.set(workloadId, status)
    if (before !== JSON.stringify(status)) this.#parts.onChange(workloadId)
  }

  async #look(workloadId: string): Promise<WorkloadStatus> {
    const current = this.#current(workloadId)
    const engine = this.#parts.engine(current[0]?.hostId ?? '')
    if (current.length === 0 || engine === null) return unknown(current)
    try {
      const states = await Promise.all(current.map(({ id }) => engine.inspectContainer(id)))
      const containers = current.map((container, at) => shown(container, states[at] ?? null))
      return { state: worstOf(containers), containers }
    } catch (error) {
      if (error instanceof EngineError) return unknown(current)
      throw error
    }
  }

  #current(workloadId: string): IndexedContainer[] {
    return this.#parts.index.of(workloadId).filter(({ role }) => role === 'current')
  }
}

function shown({ id, service, deployId }: IndexedContainer, state: ContainerState | null): WorkloadContainer {
  return { id, service, deployId, name: state?.name ?? service, state: stateOf(state) }
}

function unknown(current: readonly IndexedContainer[]): WorkloadStatus {
  const containers = current.map(({ id, service, deployId }) => ({
    id,
    service,
    deployId,
    name: service,
    state: 'unknown' as const,
  }))
  return { state: current.length === 0 ? 'never_deployed' : 'unknown', containers }
}

/** What an engine's container state means for the workload. */
export function stateOf(state: ContainerState | null): WorkloadState {
  if (state === null) return 'missing'
  switch (state.status) {
    case 'running':
      return healthState(state)
    case 'restarting':
      return 'restarting'
    case 'paused':
      return 'paused'
    case 'created':
    case 'exited':
    case 'dead':
    case 'removing':
      return 'stopped'
  }
}

function healthState({ health }: ContainerState): WorkloadState {
  switch (health) {
    case 'starting':
      return 'starting'
    case 'unhealthy':
      return 'unhealthy'
    case 'healthy':
    case 'none':
      return 'running'
  }
}

const worstFirst: readonly WorkloadState[] = [
  'missing',
  'stopped',
  'restarting',
  'unhealthy',
  'unknown',
  'paused',
  'starting',
  'running',
]

function worstOf(containers: readonly WorkloadContainer[]): WorkloadState {
  return worstFirst.find((state) => containers.some((container) => container.state === state)) ?? 'unknown'
}
