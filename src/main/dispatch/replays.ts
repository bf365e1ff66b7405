import type { Replay } from '../../contract/deploy.ts'
import type { ImageKeeper } from '../containers/image-keeper.ts'
import { type Engine, EngineError } from '../docker/engine.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { ReplayLook, Sources } from '../sources/source.ts'
import { RegistryPresence } from './registry-presence.ts'

/** How long a list waits for a registry, and for a host, which may hang. */
const listPatienceMs = 2_000
/** How long a rollback waits for a registry. */
const guardPatienceMs = 30_000

export interface ReplayParts {
  readonly sources: Sources
  readonly keeper: ImageKeeper
  readonly engine: (hostId: string) => Engine | null
  /** The host that is this computer; its images can be sent to the others. */
  readonly computerId: string
  /** Whether the vault on this computer has a copy. */
  readonly isInVault: (imageId: string) => boolean
}

type Asking = Parameters<RegistryPresence['of']>[2]

/** Finds out where a rollback to an entry would find what it needs: on the host, on this computer, in its
 *  registry, or nowhere. */
export class Replays {
  readonly #parts: ReplayParts
  readonly #registries: RegistryPresence

  constructor(parts: ReplayParts) {
    this.#parts = parts
    this.#registries = new RegistryPresence(parts.engine)
  }

  /** By entry id. Asks each host once for its images, and registries only about successful entries whose image is not
   *  on the host. While a host is away, what was kept there counts as there. */
  async of(entries: readonly LedgerEntry[]): Promise<Map<string, Replay>> {
    return this.#find(entries, { patienceMs: listPatienceMs, isFresh: false })
  }

  /** For the guard of a rollback: asks anew, and waits longer. */
  async now(entry: LedgerEntry): Promise<Replay> {
    const found = await this.#find([entry], { patienceMs: guardPatienceMs, isFresh: true })
    return found.get(entry.id) ?? 'gone'
  }

  /** Without asking anybody: the image of a success has just been there, and that of another entry nobody goes back to. */
  async lastKnown(entry: LedgerEntry): Promise<Replay> {
    const isSuccess = entry.outcome === 'succeeded'
    const known = { isImageLocal: () => isSuccess, isInRegistry: async () => isSuccess }
    return this.#replay(entry, { ...known, isOnComputer: async () => false })
  }

  async #find(entries: readonly LedgerEntry[], asking: Asking): Promise<Map<string, Replay>> {
    const { computerId } = this.#parts
    const hostIds = [...new Set([computerId, ...entries.map(({ hostId }) => hostId)])]
    const localIds = new Map(
      await Promise.all(hostIds.map(async (id) => [id, await imagesOn(this.#parts.engine(id))] as const)),
    )
    const found = entries.map(async (entry) => {
      const look = this.#look(
        entry,
        localIds.get(entry.hostId) ?? null,
        localIds.get(computerId) ?? null,
        asking,
      )
      return [entry.id, await this.#replay(entry, look)] as const
    })
    return new Map(await Promise.all(found))
  }

  async #replay(entry: LedgerEntry, look: ReplayLook): Promise<Replay> {
    const source = this.#parts.sources.find(entry.sourceKind)
    if (source === null || !source.canReplay || entry.pinned === null) return 'gone'
    return source.replay(entry.pinned, look)
  }

  #look(
    { workloadId, hostId, outcome }: LedgerEntry,
    localIds: ReadonlySet<string> | null,
    computerIds: ReadonlySet<string> | null,
    asking: Asking,
  ): ReplayLook {
    return {
      isImageLocal: (imageId) =>
        localIds?.has(imageId) ?? this.#parts.keeper.isKept(workloadId, hostId, imageId),
      isOnComputer: async (imageId) =>
        outcome === 'succeeded' && (this.#parts.isInVault(imageId) || computerIds?.has(imageId) === true),
      isInRegistry: async (reference) =>
        outcome === 'succeeded' && (await this.#registries.of(hostId, reference, asking)) !== 'absent',
    }
  }
}

/** Null when the host cannot be asked now. */
async function imagesOn(engine: Engine | null): Promise<ReadonlySet<string> | null> {
  if (engine === null) return null
  const patience = AbortSignal.timeout(listPatienceMs)
  try {
    return await engine.listImageIds(patience)
  } catch (error) {
    if (error instanceof EngineError || patience.aborted) return null
    throw error
  }
}
