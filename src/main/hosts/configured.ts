import { randomUUID } from 'node:crypto'
import { Failure } from '../../contract/failure.ts'
import type { Host, HostCreate, HostPatch } from '../../contract/host.ts'
import { forgetKnownHost } from '../ssh/own-known-hosts.ts'
import { isSame } from './is-same.ts'
import type { Passphrases } from './passphrases.ts'
import type { HostRegistry } from './registry.ts'
import type { RemoteHost } from './remote.ts'
import { type GivenAddress, type RemoteEndpoint, readRemoteEndpoint } from './remote-endpoint.ts'
import { SshWay } from './ssh-way.ts'
import type { HostRecord, HostStore } from './store.ts'
import type { Way } from './way.ts'

export interface ConfiguredHostsParts {
  readonly store: HostStore
  readonly registry: HostRegistry
  readonly passphrases: Passphrases
  readonly env: Readonly<Record<string, string | undefined>>
  /** Slipway's own known_hosts. */
  readonly ownKnownHosts: string
  readonly wayTo: (record: HostRecord, endpoint: RemoteEndpoint) => Way
  readonly connect: (record: HostRecord, way: Way) => RemoteHost
  readonly onRemoved: (hostId: string) => void
}

interface Configured {
  readonly host: RemoteHost
  readonly way: Way
}

/** The hosts that the user has added: adds, changes, removes them, and answers what they ask. */
export class ConfiguredHosts {
  readonly #parts: ConfiguredHostsParts
  readonly #configured = new Map<string, Configured>()

  constructor(parts: ConfiguredHostsParts) {
    this.#parts = parts
  }

  /** Takes in what is stored; to be called before the registry starts. */
  async load(): Promise<void> {
    for (const record of this.#parts.store.list()) {
      if (record.kind !== 'local') await this.#put(record, this.#storedEndpointOf(record))
    }
  }

  /** Resolves after the first attempt to connect, whatever came of it.
   *  @throws Failure `invalid_input`, `name_taken`; nothing is stored then */
  async create({ name, endpoint, identityFile, tls }: HostCreate): Promise<Host> {
    const place = this.#endpointOf({ endpoint, identityFile, tls })
    this.#refuseTaken(name, null)
    const { kind } = place
    const id = randomUUID()
    const record = { id, name, kind, endpoint, identityFile, tls, engine: null, lastSeenAt: null }
    this.#parts.store.insert(record)
    const { host } = await this.#put(record, place)
    await host.check()
    return this.#parts.registry.get(id)
  }

  /** Connects anew when what it is reached by has changed; resolves after the first attempt then.
   *  @throws Failure `not_found`, `host_is_local`, `invalid_input`, `name_taken`; nothing is stored then */
  async update(id: string, patch: HostPatch): Promise<Host> {
    const before = this.#record(id)
    const record = { ...before, ...withoutUndefined(patch) } as HostRecord
    const place = this.#endpointOf(record)
    this.#refuseTaken(record.name, id)
    const isMoved = record.endpoint !== before.endpoint
    const changed = { ...record, kind: place.kind, ...(isMoved ? unseen : {}) }
    this.#parts.store.update(changed)
    await this.#apply(before, changed, place)
    return this.#parts.registry.get(id)
  }

  /** @throws Failure `not_found`, `host_is_local`, `host_in_use` */
  async remove(id: string): Promise<void> {
    this.#record(id)
    const { store, registry, passphrases, onRemoved } = this.#parts
    const workloads = store.workloadsOn(id)
    if (workloads.length > 0) throw new Failure('host_in_use', { workloads })
    this.#forgetKey(id)
    store.remove(id)
    this.#configured.delete(id)
    passphrases.forgetHost(id)
    await registry.remove(id)
    onRemoved(id)
  }

  /** Accepts the key that was shown, and connects. Behind it the next hop may show one, too.
   *  @throws Failure `not_found`, `host_is_local`, `fingerprint_mismatch` */
  async trust(id: string, fingerprint: string): Promise<Host> {
    const { host, way } = this.#find(id)
    const { state, hostKey } = host.describe()
    const isTrusted = state === 'untrusted' && way instanceof SshWay && way.trust(fingerprint)
    if (isTrusted) await host.connectAnew()
    else if (state !== 'online' || hostKey?.fingerprint !== fingerprint) {
      throw new Failure('fingerprint_mismatch', { fingerprint: hostKey?.fingerprint ?? null })
    }
    return this.#parts.registry.get(id)
  }

  /** Gives the passphrase of the key file that is locked, and connects. A wrong one is not kept.
   *  @throws Failure `not_found`, `host_is_local` */
  async unlock(
    id: string,
    { passphrase, keep }: { readonly passphrase: string; readonly keep: boolean },
  ): Promise<Host> {
    const { host, way } = this.#find(id)
    const { passphrases, registry } = this.#parts
    const file = way instanceof SshWay ? way.lockedFile : null
    if (file !== null) passphrases.give(id, file, passphrase)
    const { reason } = await host.connectAnew()
    if (file === null) return registry.get(id)
    if (reason === 'passphrase_wrong') passphrases.forget(id, file)
    else if (keep) await passphrases.keep(id, file)
    else passphrases.dropKept(id, file)
    return registry.get(id)
  }

  async #apply(before: HostRecord, after: HostRecord, place: RemoteEndpoint): Promise<void> {
    const isSameWay =
      before.endpoint === after.endpoint &&
      before.identityFile === after.identityFile &&
      isSame(before.tls, after.tls)
    if (isSameWay) {
      if (before.name !== after.name) this.#find(after.id).host.rename(after.name)
      return
    }
    if (before.identityFile !== after.identityFile) this.#parts.passphrases.forgetHost(after.id)
    const { host } = await this.#put(after, place)
    await host.check()
  }

  async #put(record: HostRecord, place: RemoteEndpoint): Promise<Configured> {
    const { wayTo, connect, registry } = this.#parts
    const way = wayTo(record, place)
    const configured = { way, host: connect(record, way) }
    this.#configured.set(record.id, configured)
    await registry.put(configured.host)
    return configured
  }

  /** What was confirmed for this host alone is asked anew when it is added again: a server that was set up anew has
   *  another key, and this is the way to say so. */
  #forgetKey(id: string): void {
    const { registry, ownKnownHosts } = this.#parts
    const server = registry.get(id).hostKey?.server
    const isShared = registry.list().some((host) => host.id !== id && host.hostKey?.server === server)
    if (server !== undefined && !isShared) forgetKnownHost(ownKnownHosts, server)
  }

  #endpointOf(record: Parameters<typeof givenFor>[0]): RemoteEndpoint {
    return readRemoteEndpoint(givenFor(record), this.#parts.env['DOCKER_CERT_PATH'])
  }

  /** DOCKER_CERT_PATH may be gone since: TLS without files is for the attempt to connect to find out. */
  #storedEndpointOf(record: HostRecord): RemoteEndpoint {
    try {
      return this.#endpointOf(record)
    } catch {
      return readRemoteEndpoint(givenFor(record), 'unset')
    }
  }

  #refuseTaken(name: string, ownId: string | null): void {
    const id = this.#parts.store.idByName(name)
    if (id !== null && id !== ownId) throw new Failure('name_taken', { name })
  }

  #record(id: string): HostRecord {
    const record = this.#parts.store.get(id)
    if (record === null) throw new Failure('not_found', { kind: 'host', id })
    if (record.kind === 'local') throw new Failure('host_is_local')
    return record
  }

  #find(id: string): Configured {
    this.#record(id)
    const configured = this.#configured.get(id)
    if (configured === undefined) throw new Failure('not_found', { kind: 'host', id })
    return configured
  }
}

function givenFor({
  endpoint,
  identityFile,
  tls,
}: Pick<HostRecord, 'endpoint' | 'identityFile' | 'tls'>): GivenAddress {
  return { endpoint: endpoint ?? '', identityFile, tls }
}

/** Another engine was never seen yet. */
const unseen = { engine: null, lastSeenAt: null }

function withoutUndefined<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>
}
