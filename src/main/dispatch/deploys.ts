import type { Deploy, DeployDetail, Replay, WhenAway } from '../../contract/deploy.ts'
import { Failure } from '../../contract/failure.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { readConfig, type Sources } from '../sources/source.ts'
import type { Workloads } from '../workloads/workloads.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Replays } from './replays.ts'
import { ownEntry, requireReplay, rollbackTargetOf } from './rollback.ts'

export interface DeploysParts {
  readonly workloads: Workloads
  readonly sources: Sources
  readonly ledger: Ledger
  readonly dispatcher: Dispatcher
  readonly replays: Replays
}

/** Deploys as callers ask for them and see them: checks a request before an entry opens, and shows entries with what
 *  depends on the present. */
export class Deploys {
  readonly #parts: DeploysParts

  constructor(parts: DeploysParts) {
    this.#parts = parts
  }

  /** Queues a deploy of the workload's reference, or of another one this once; with `whenAway: 'queue'` it waits for a host
   *  that is away instead of failing. Resolves to the entry's id.
   *  @throws Failure `not_found`, `invalid_input` for a reference that cannot be one; no entry opens then */
  async start(
    workloadId: string,
    { reference, whenAway, actor }: { reference?: string; whenAway?: WhenAway; actor: string },
  ): Promise<string> {
    const { workloads, sources, dispatcher } = this.#parts
    const workload = workloads.get(workloadId)
    const source = sources.find(workload.sourceKind)
    const request = {
      workloadId,
      kind: 'deploy',
      reason: 'manual',
      actor,
      hostId: workload.hostId,
      sourceKind: workload.sourceKind,
      waitsForHost: whenAway === 'queue',
    } as const
    if (source === null) {
      // Only a store that was changed by other hands holds such a kind; the ledger tells of the attempt.
      return dispatcher.submit({
        ...request,
        reference: reference ?? String(workload.source['reference'] ?? ''),
      }).id
    }
    if (reference !== undefined) {
      const config = asInput(() => readConfig(source, source.withReference(workload.source, reference)))
      return dispatcher.submit({ ...request, reference: source.reference(config) }).id
    }
    return dispatcher.submit({ ...request, reference: source.reference(workload.source) }).id
  }

  /** Queues a rollback; the guards go by what is last known while the host is away. Resolves to the new entry's id.
   *  @throws Failure of every guard; no entry opens then */
  async rollback(
    workloadId: string,
    {
      deployId,
      config,
      whenAway,
      actor,
    }: { deployId?: string; config: 'then' | 'now'; whenAway?: WhenAway; actor: string },
  ): Promise<string> {
    const { workloads, sources, ledger, dispatcher, replays } = this.#parts
    const workload = workloads.get(workloadId)
    const target = rollbackTargetOf(workload, deployId, ledger, sources)
    requireReplay(await replays.now(target))
    return dispatcher.submit({
      workloadId,
      kind: 'rollback',
      reason: 'rollback',
      actor,
      hostId: workload.hostId,
      sourceKind: workload.sourceKind,
      reference: target.reference,
      rollbackOf: target.id,
      configMode: config,
      waitsForHost: whenAway === 'queue',
    }).id
  }

  /** @throws Failure `not_found`, `already_finished` */
  async cancel(workloadId: string, deployId: string): Promise<void> {
    this.#parts.dispatcher.cancel(this.#entry(workloadId, deployId))
  }

  /** Newest first; `next` is the `before` of the next page, or null. */
  async list(
    workloadId: string,
    { limit, before }: { limit: number; before?: number },
  ): Promise<{ deploys: Deploy[]; next: number | null }> {
    this.#parts.workloads.get(workloadId)
    const found = this.#parts.ledger.list(workloadId, limit + 1, before)
    const page = found.slice(0, limit)
    const last = page.at(-1)
    return {
      deploys: await this.shown(page),
      next: found.length > limit && last !== undefined ? last.seq : null,
    }
  }

  /** @throws Failure `not_found` */
  async get(workloadId: string, deployId: string): Promise<DeployDetail> {
    const entry = this.#entry(workloadId, deployId)
    const detail = this.#parts.ledger.detail(entry.id)
    const [deploy] = await this.shown([entry])
    if (detail === null || deploy === undefined)
      throw new Failure('not_found', { kind: 'deploy', id: deployId })
    return { ...deploy, config: detail.config }
  }

  /** Entries as they are shown, with what the hosts and registries say now. */
  async shown(entries: readonly LedgerEntry[]): Promise<Deploy[]> {
    const replays = await this.#parts.replays.of(entries)
    const workloadIds = new Set(entries.map(({ workloadId }) => workloadId))
    const currentIds = new Set([...workloadIds].map((id) => this.#parts.ledger.current(id)?.id))
    return entries.map((entry) => show(entry, replays.get(entry.id) ?? 'gone', currentIds.has(entry.id)))
  }

  /** An entry as an event carries it, without asking anybody. */
  async lastKnown(entry: LedgerEntry): Promise<Deploy> {
    const replay = await this.#parts.replays.lastKnown(entry)
    return show(entry, replay, this.#parts.ledger.current(entry.workloadId)?.id === entry.id)
  }

  #entry(workloadId: string, deployId: string): LedgerEntry {
    this.#parts.workloads.get(workloadId)
    return ownEntry(workloadId, deployId, this.#parts.ledger)
  }
}

function show({ configMode: _, ...entry }: LedgerEntry, replay: Replay, current: boolean): Deploy {
  return { ...entry, replay, current }
}

/** A reference is given beside the configuration here, so its problem is named without `source.`. */
function asInput<Result>(read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'invalid_input') throw error
    const { issues } = error.data as { issues: { path: string; message: string }[] }
    const own = issues.map(({ path, message }) => ({ path: path.replace(/^source\./, ''), message }))
    throw new Failure('invalid_input', { path: own[0]?.path ?? 'reference', issues: own })
  }
}
