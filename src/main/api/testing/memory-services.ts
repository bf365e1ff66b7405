import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeployDetail, DeployOutcome } from '../../../contract/deploy.ts'
import { Failure } from '../../../contract/failure.ts'
import type { StatsDeploy } from '../../../contract/stats.ts'
import type { Workload, WorkloadCreate, WorkloadPatch } from '../../../contract/workload.ts'
import { openStore } from '../../db/open.ts'
import { EventBus } from '../../events/bus.ts'
import { SettingsStore } from '../../settings/settings.ts'
import type { HostRound } from '../../stats/round.ts'
import { Stats } from '../../stats/stats.ts'
import { addWorkload } from '../../stats/testing/stats-fixture.ts'
import { Tokens } from '../../tokens/tokens.ts'
import type { Services } from '../services.ts'
import { MemoryHosts } from './memory-hosts.ts'

/** The application without an engine: tokens, settings, stats and events are the real ones, the rest lives in memory. */
export interface MemoryServices {
  readonly services: Services
  readonly events: EventBus
  readonly adminToken: string
  readonly viewerToken: string
  /** Ends a deploy, as the pipeline would. */
  finish(workloadId: string, deployId: string, outcome: DeployOutcome): void
  /** Stores a round, as the sampler would. */
  record(round: HostRound): void
  dispose(): void
}

/** @param now the clock of the tokens */
export function createMemoryServices(now?: () => number): MemoryServices {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-api-'))
  const database = openStore(':memory:')
  const events = new EventBus()
  const tokens = new Tokens(database, folder, now)
  const settings = new SettingsStore(database, events)
  const hosts = new MemoryHosts(events).services
  // What is sampled refers to its workload in the store.
  const store = new MemoryStore(events, (id) => addWorkload(database, id))
  const stats = new Stats({
    db: database,
    workloads: store.sampled,
    hosts,
    deploysWithin: (workloadId, from, to) => store.deploysWithin(workloadId, from, to),
    settings,
    log: { error: () => undefined },
    ...(now === undefined ? {} : { now }),
  })
  return {
    services: {
      version: '0.0.0-test',
      workloads: store.workloads,
      deploys: store.deploys,
      hosts,
      stats,
      sources: {
        list: () => [
          { kind: 'image', schema: { type: 'object' }, sample: { reference: 'nginx' }, rollback: true },
        ],
      },
      tokens,
      settings,
      events,
    },
    events,
    adminToken: tokens.create({ name: 'admin', role: 'admin', expiresAt: null }).token,
    viewerToken: tokens.create({ name: 'viewer', role: 'viewer', expiresAt: null }).token,
    finish: (workloadId, deployId, outcome) => store.finish(workloadId, deployId, outcome),
    record: (round) => stats.record(round),
    dispose: () => {
      events.close()
      database.close()
      rmSync(folder, { recursive: true })
    },
  }
}

class MemoryStore {
  readonly #events: EventBus
  readonly #onCreate: (id: string) => void
  readonly #workloads = new Map<string, Workload>()
  readonly #deploys = new Map<string, DeployDetail[]>()
  #ids = 0

  constructor(events: EventBus, onCreate: (id: string) => void) {
    this.#events = events
    this.#onCreate = onCreate
  }

  /** What stats have to know of workloads. */
  readonly sampled = {
    list: (): Workload[] => [...this.#workloads.values()],
    get: (id: string): Workload => this.#find(id),
  }

  deploysWithin(workloadId: string, from: number, to: number): StatsDeploy[] {
    return this.#entries(workloadId)
      .map(({ id, seq, kind, outcome, finishedAt, startedAt }) => ({
        ...{ id, seq, kind, outcome },
        ts: finishedAt ?? startedAt ?? 0,
      }))
      .filter(({ ts }) => ts >= from && ts < to)
  }

  readonly workloads: Services['workloads'] = {
    list: async () => await Promise.resolve([...this.#workloads.values()]),
    get: async (id) => await Promise.resolve(this.#find(id)),
    create: async (input) => await Promise.resolve(this.#create(input)),
    update: async (id, patch) => await Promise.resolve(this.#update(id, patch)),
    remove: async (id) => {
      this.#find(id)
      this.#workloads.delete(id)
      this.#deploys.delete(id)
      this.#events.publish({ type: 'workload.removed', workloadId: id })
      await Promise.resolve()
    },
  }

  readonly deploys: Services['deploys'] = {
    start: async (workloadId, { reference, actor }) => {
      const workload = this.#find(workloadId)
      const asked = reference ?? String(workload.source['reference'])
      return await Promise.resolve(this.#open(workload, asked, actor, null))
    },
    list: async (workloadId, { limit, before = Number.POSITIVE_INFINITY }) => {
      this.#find(workloadId)
      const older = this.#entries(workloadId).filter(({ seq }) => seq < before)
      const page = older.slice(0, limit)
      const next = older.length > limit ? (page.at(-1)?.seq ?? null) : null
      return await Promise.resolve({ deploys: page, next })
    },
    get: async (workloadId, deployId) => await Promise.resolve(this.#entry(workloadId, deployId)),
    cancel: async (workloadId, deployId) => {
      const entry = this.#entry(workloadId, deployId)
      if (entry.finishedAt !== null) throw new Failure('already_finished')
      await Promise.resolve(this.finish(workloadId, deployId, 'cancelled'))
    },
    rollback: async (workloadId, { deployId, actor }) => {
      const workload = this.#find(workloadId)
      const target =
        deployId === undefined ? this.#previousSuccess(workloadId) : this.#entry(workloadId, deployId)
      if (target.outcome !== 'succeeded') throw new Failure('entry_not_successful')
      if (target.current) throw new Failure('entry_is_current')
      return await Promise.resolve(this.#open(workload, target.reference, actor, target.id))
    },
  }

  finish(workloadId: string, deployId: string, outcome: DeployOutcome): void {
    const entries = this.#entries(workloadId).map((entry) => {
      if (entry.id === deployId) return { ...entry, outcome, finishedAt: 3, current: outcome === 'succeeded' }
      return outcome === 'succeeded' ? { ...entry, current: false } : entry
    })
    this.#deploys.set(workloadId, entries)
    this.#events.publish({ type: 'deploy.changed', deploy: this.#entry(workloadId, deployId) })
  }

  #create({ refId, ...input }: WorkloadCreate): Workload {
    this.#refuseTaken(input.name)
    const id = this.#nextId('w')
    const workload: Workload = {
      ...input,
      id,
      refId: refId ?? id,
      createdAt: 1,
      updatedAt: 1,
      state: 'never_deployed',
      containers: [],
      current: null,
      lastDeploy: null,
    }
    this.#workloads.set(id, workload)
    this.#onCreate(id)
    this.#events.publish({ type: 'workload.changed', workloadId: id })
    return workload
  }

  #update(id: string, { gate, source, ...patch }: WorkloadPatch): Workload {
    const workload = this.#find(id)
    if (patch.name !== undefined && patch.name !== workload.name) this.#refuseTaken(patch.name)
    const changed: Workload = Object.assign({}, workload, patch, {
      gate: { ...workload.gate, ...gate },
      source: { ...workload.source, ...source },
    })
    this.#workloads.set(id, changed)
    return changed
  }

  #open(workload: Workload, reference: string, actor: string, rollbackOf: string | null): string {
    const entries = this.#entries(workload.id)
    const id = this.#nextId('d')
    const entry: DeployDetail = {
      id,
      workloadId: workload.id,
      seq: (entries[0]?.seq ?? 0) + 1,
      kind: rollbackOf === null ? 'deploy' : 'rollback',
      reason: rollbackOf === null ? 'manual' : 'rollback',
      triggerId: null,
      deliveryId: null,
      actor,
      hostId: workload.hostId,
      sourceKind: workload.sourceKind,
      reference,
      pinned: null,
      configHash: null,
      waitsForHost: false,
      outcome: 'running',
      errorCode: null,
      phase: 'resolve',
      replacement: null,
      exitCode: null,
      healthStatus: null,
      backupId: null,
      backupCode: null,
      rollbackOf,
      promotedFrom: null,
      previousId: null,
      queuedAt: 1,
      startedAt: 2,
      finishedAt: null,
      current: false,
      replay: 'gone',
      config: null,
    }
    this.#deploys.set(workload.id, [entry, ...entries])
    this.#events.publish({ type: 'deploy.changed', deploy: entry })
    return id
  }

  #find(id: string): Workload {
    const workload = this.#workloads.get(id)
    if (workload === undefined) throw new Failure('not_found', { kind: 'workload', id })
    return workload
  }

  #entries(workloadId: string): DeployDetail[] {
    return this.#deploys.get(workloadId) ?? []
  }

  #entry(workloadId: string, id: string): DeployDetail {
    this.#find(workloadId)
    const entry = this.#entries(workloadId).find((candidate) => candidate.id === id)
    if (entry === undefined) throw new Failure('not_found', { kind: 'deploy', id })
    return entry
  }

  #previousSuccess(workloadId: string): DeployDetail {
    const entry = this.#entries(workloadId).find(
      ({ outcome, current }) => outcome === 'succeeded' && !current,
    )
    if (entry === undefined) throw new Failure('no_earlier_success')
    return entry
  }

  #refuseTaken(name: string): void {
    const isTaken = [...this.#workloads.values()].some((workload) => workload.name === name)
    if (isTaken) throw new Failure('name_taken', { name })
  }

  #nextId(prefix: string): string {
    this.#ids += 1
    return `${prefix}${this.#ids}`
  }
}
