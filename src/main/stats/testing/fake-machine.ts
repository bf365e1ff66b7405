import type { ContainerCounters, ContainerState } from '../../docker/engine.ts'
import { EngineError } from '../../docker/engine.ts'
import type { HostFiles } from '../../hosts/host-files.ts'
import type { Clock } from '../clock.ts'
import type { StatsEngine } from '../host-sampler.ts'
import { unifiedFolder, unifiedMounts } from './cgroup-trees.ts'

interface FakeContainer {
  pid: number
  isRunning: boolean
  cpuPercent: number
  memoryBytes: number
  /** CPU time until `sinceMs`, from which on it uses `cpuPercent`. */
  cpuNs: number
  sinceMs: number
}

/** What goes wrong: nothing, an engine that answers with an error, or one that does not answer. */
type Fault = 'none' | 'error' | 'silence'

/** A machine with containers that use what they are told to, seen through its engine and through its files. */
export class FakeMachine {
  readonly engine: StatsEngine
  readonly files: HostFiles
  fault: Fault = 'none'
  /** Containers that the engine says nothing of but an error. */
  readonly broken = new Set<string>()
  /** Containers whose files are not where they should be. */
  readonly withoutFiles = new Set<string>()
  /** How many times as much memory as the engine the files tell. */
  fileFactor = 1
  /** What was asked for so far. */
  readonly asked = { inspects: 0, counters: 0, fileReads: 0 }
  readonly #clock: Clock
  readonly #containers = new Map<string, FakeContainer>()
  #lastPid = 100

  constructor(clock: Clock) {
    this.#clock = clock
    this.engine = {
      info: {
        version: '28.2.2',
        apiVersion: '1.50',
        os: 'linux',
        arch: 'amd64',
        product: 'docker',
        cpus: 4,
        memoryBytes: 8e9,
      },
      inspectContainer: async (id, signal) => {
        this.asked.inspects += 1
        await this.#answer(id, signal)
        return this.#state(id)
      },
      containerCounters: async (id, signal) => {
        this.asked.counters += 1
        await this.#answer(id, signal)
        return this.#counters(id)
      },
    }
    this.files = {
      readAll: async (paths, signal) => {
        signal.throwIfAborted()
        this.asked.fileReads += 1
        const tree = this.#tree()
        return paths.map((path) => tree[path] ?? null)
      },
    }
  }

  start(id: string, cpuPercent = 50, memoryBytes = 64_000_000): void {
    this.#lastPid += 1
    const sinceMs = this.#clock.nowMs()
    this.#containers.set(id, {
      pid: this.#lastPid,
      isRunning: true,
      cpuPercent,
      memoryBytes,
      cpuNs: 0,
      sinceMs,
    })
  }

  /** It uses this from now on. */
  use(id: string, cpuPercent: number): void {
    const container = this.#containers.get(id)
    if (container === undefined) throw new Error(`no container ${id}`)
    container.cpuNs = this.#cpuNs(container)
    container.sinceMs = this.#clock.nowMs()
    container.cpuPercent = cpuPercent
  }

  stop(id: string): void {
    const container = this.#containers.get(id)
    if (container !== undefined) container.isRunning = false
  }

  remove(id: string): void {
    this.#containers.delete(id)
  }

  async #answer(id: string, signal: AbortSignal | undefined): Promise<void> {
    if (this.fault === 'silence') {
      await new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      })
    }
    if (this.fault === 'error' || this.broken.has(id)) throw new EngineError('internal', 500, 'broken')
  }

  #cpuNs({ cpuNs, cpuPercent, sinceMs }: FakeContainer): number {
    return Math.round(cpuNs + (this.#clock.nowMs() - sinceMs) * 1e4 * cpuPercent)
  }

  #state(id: string): ContainerState | null {
    const container = this.#containers.get(id)
    if (container === undefined) return null
    return {
      id,
      name: `shop-${id}`,
      imageId: 'sha256:1',
      labels: {},
      status: container.isRunning ? 'running' : 'exited',
      exitCode: 0,
      restartCount: 0,
      health: 'none',
      pid: container.isRunning ? container.pid : 0,
      cpuLimitPercent: 150,
      memoryLimitBytes: 128_000_000,
      networkMode: 'bridge',
    }
  }

  #counters(id: string): ContainerCounters | null {
    const container = this.#containers.get(id)
    if (container === undefined) return null
    const { isRunning, memoryBytes } = container
    return {
      read: isRunning ? new Date(this.#clock.nowMs() + 1).toISOString() : '0001-01-01T00:00:00Z',
      cpu: {
        total: this.#cpuNs(container),
        system: (this.#clock.nowMs() + 1) * 4e6,
        onlineCpus: 4,
        countedCpus: 0,
      },
      memory: { usage: memoryBytes, totalInactiveFile: null, inactiveFile: 0, privateWorkingSet: null },
      networks: [{ received: 0, sent: 0 }],
      blockIo: [],
      storage: null,
    }
  }

  #tree(): Record<string, string> {
    const tree: Record<string, string> = {
      '/proc/uptime': `${(this.#clock.nowMs() / 1_000).toFixed(2)} 0.00\n`,
      '/proc/self/mountinfo': unifiedMounts,
    }
    for (const [id, container] of this.#containers) {
      if (!container.isRunning || this.withoutFiles.has(id)) continue
      tree[`/proc/${container.pid}/cgroup`] = `0::/docker/${id}\n`
      const usageUsec = Math.round(this.#cpuNs(container) / 1_000)
      const memory = Math.round(container.memoryBytes * this.fileFactor)
      Object.assign(
        tree,
        unifiedFolder(`/sys/fs/cgroup/docker/${id}`, { usageUsec, memory, inactiveFile: 0 }),
      )
    }
    return tree
  }
}
