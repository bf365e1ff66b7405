import type { Replay } from '../../contract/deploy.ts'
import type { ImageKeeper } from '../containers/image-keeper.ts'
import { type Engine, EngineError } from '../docker/engine.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { ReplayLook, Sources } from '../sources/source.ts'

/** A registry's answer holds for this long, so that a list of fifty rows does not ask fifty times at each refresh. */
const registryAnswerMs = 15_000
/** A list does not wait longer than this for a registry; no answer means that nothing can be had from there now. */
const registryPatienceMs = 2_500

export interface ReplayParts {
  readonly sources: Sources
  readonly keeper: ImageKeeper
  readonly engine: (hostId: string) => Engine | null
  readonly now?: () => number
}

interface RegistryAnswer {
  readonly at: number
  readonly isThere: Promise<boolean>
}

/** Finds out where a rollback to an entry would find what it needs: on the host, in its registry, or nowhere. */
export class Replays {
  readonly #parts: ReplayParts
  readonly #answers = new Map<string, RegistryAnswer>()
  readonly #now: () => number

  constructor(parts: ReplayParts) {
    this.#parts = parts
    this.#now = parts.now ?? Date.now
  }

  /** By entry id. Asks each host once for its images, and registries only about successful entries whose image is not
   *  on the host. While a host is away, what was kept there counts as there. `fresh` asks the registries anew. */
  async of(
    entries: readonly LedgerEntry[],
    options: { readonly fresh?: boolean } = {},
  ): Promise<Map<string, Replay>> {
    const hostIds = [...new Set(entries.map(({ hostId }) => hostId))]
    const localIds = new Map(
      await Promise.all(hostIds.map(async (id) => [id, await imagesOn(this.#parts.engine(id))] as const)),
    )
    const found = await Promise.all(
      entries.map(async (entry) => {
        const look = this.#look(entry, localIds.get(entry.hostId) ?? null, options.fresh === true)
        return [entry.id, await this.#replay(entry, look)] as const
      }),
    )
    return new Map(found)
  }

  /** Without asking anybody: what is kept is local, what has a digest may be in its registry. */
  async lastKnown(entry: LedgerEntry): Promise<Replay> {
    return this.#replay(entry, { ...this.#look(entry, null, false), isInRegistry: async () => true })
  }

  async #replay(entry: LedgerEntry, look: ReplayLook): Promise<Replay> {
    const source = this.#parts.sources.find(entry.sourceKind)
    if (source === null || !source.canReplay || entry.pinned === null) return 'gone'
    return source.replay(entry.pinned, look)
  }

  #look(entry: LedgerEntry, localIds: ReadonlySet<string> | null, fresh: boolean): ReplayLook {
    const { workloadId, hostId } = entry
    return {
      isImageLocal: (imageId) =>
        localIds?.has(imageId) ?? this.#parts.keeper.isKept(workloadId, hostId, imageId),
      isInRegistry: async (reference) =>
        entry.outcome === 'succeeded' && this.#isInRegistry(hostId, reference, fresh),
    }
  }

  #isInRegistry(hostId: string, reference: string, fresh: boolean): Promise<boolean> {
    const key = `${hostId} ${reference}`
    const known = this.#answers.get(key)
    if (!fresh && known !== undefined && this.#now() - known.at < registryAnswerMs) return known.isThere
    const isThere = askRegistry(this.#parts.engine(hostId), reference)
    this.#forgetOld()
    this.#answers.set(key, { at: this.#now(), isThere })
    return isThere
  }

  #forgetOld(): void {
    for (const [key, { at }] of this.#answers) {
      if (this.#now() - at >= registryAnswerMs) this.#answers.delete(key)
    }
  }
}

/** Null when the host cannot be asked now. */
async function imagesOn(engine: Engine | null): Promise<ReadonlySet<string> | null> {
  if (engine === null) return null
  try {
    return await engine.listImageIds()
  } catch (error) {
    if (error instanceof EngineError) return null
    throw error
  }
}

async function askRegistry(engine: Engine | null, reference: string): Promise<boolean> {
  // Nobody can be asked while the host is away; its registry is not known to have lost anything.
  if (engine === null) return true
  const patience = AbortSignal.timeout(registryPatienceMs)
  try {
    await engine.resolveInRegistry(reference, patience)
    return true
  } catch (error) {
    if (error instanceof EngineError || patience.aborted) return false
    throw error
  }
}
