import { randomUUID } from 'node:crypto'
import { Failure } from '../../contract/failure.ts'
import { invalidField } from '../../contract/invalid-input.ts'
import type { WorkloadCreate, WorkloadPatch } from '../../contract/workload.ts'
import { readConfig, type Sources } from '../sources/source.ts'
import type { WorkloadRecord, WorkloadStore } from './store.ts'

/** What is configured: creates, changes and finds workloads, and refuses what does not fit before anything is stored. */
export class Workloads {
  readonly #store: WorkloadStore
  readonly #sources: Sources
  readonly #now: () => number

  constructor(store: WorkloadStore, sources: Sources, now: () => number = Date.now) {
    this.#store = store
    this.#sources = sources
    this.#now = now
  }

  list(): WorkloadRecord[] {
    return this.#store.list()
  }

  /** @throws Failure `not_found` */
  get(id: string): WorkloadRecord {
    const record = this.#store.get(id)
    if (record === null) throw new Failure('not_found', { kind: 'workload', id })
    return record
  }

  /** @throws Failure `invalid_input`, `name_taken`, `ref_taken`; nothing is stored then */
  create(input: WorkloadCreate): WorkloadRecord {
    const id = randomUUID()
    const now = this.#now()
    const record = this.#checked({ ...input, id, refId: input.refId ?? id, createdAt: now, updatedAt: now })
    this.#store.insert(record)
    return record
  }

  /** Merges `source` and `gate` field by field, so that a change of one field loses no other.
   *  @throws Failure `not_found`, `invalid_input`, `name_taken`, `ref_taken`, `chain_cycle`; nothing is stored then */
  update(id: string, patch: WorkloadPatch): WorkloadRecord {
    const before = this.get(id)
    const keepsKind = patch.sourceKind === undefined || patch.sourceKind === before.sourceKind
    const record = this.#checked({
      ...before,
      ...withoutUndefined(patch),
      source: { ...(keepsKind ? before.source : {}), ...patch.source },
      gate: { ...before.gate, ...withoutUndefined(patch.gate ?? {}) },
      updatedAt: this.#now(),
    } as WorkloadRecord)
    this.#store.update(record)
    return record
  }

  /** The record with its source's configuration complete, or the failure that says what does not fit. */
  #checked(record: WorkloadRecord): WorkloadRecord {
    const source = this.#sources.find(record.sourceKind)
    if (source === null) {
      const known = this.#sources.list().map(({ kind }) => kind)
      throw invalidField(
        'sourceKind',
        `There is no source kind of this name; there are: ${known.join(', ')}.`,
      )
    }
    const config = readConfig(source, record.source) as Record<string, unknown>
    this.#checkRelations(record)
    return { ...record, source: config }
  }

  #checkRelations({ id, name, hostId, parentId, sourceKind, refId }: WorkloadRecord): void {
    if (!this.#store.hostExists(hostId)) throw invalidField('hostId', 'There is no host with this id.')
    if (parentId !== null) this.#checkParent(id, parentId)
    if (isOther(this.#store.idByName(name), id)) throw new Failure('name_taken', { name })
    if (isOther(this.#store.idByRef(sourceKind, refId), id)) throw new Failure('ref_taken', { refId })
  }

  #checkParent(id: string, parentId: string): void {
    if (parentId !== id && this.#store.get(parentId) === null) {
      throw invalidField('parentId', 'There is no app with this id.')
    }
    if (this.#store.isAncestorOrSelf(id, parentId)) throw new Failure('chain_cycle', { parentId })
  }
}

function isOther(found: string | null, id: string): boolean {
  return found !== null && found !== id
}

function withoutUndefined<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>
}
