import { Failure } from '../../../contract/failure.ts'
import type { Host, HostCreate, HostDisk } from '../../../contract/host.ts'
import { invalidField } from '../../../contract/invalid-input.ts'
import type { EventBus } from '../../events/bus.ts'
import type { Services } from '../services.ts'

/** The fingerprint that every added host of this fixture shows. */
export const shownFingerprint = 'SHA256:shown'
/** The passphrase of every key file of this fixture. */
export const rightPassphrase = 'open sesame'

const engine: NonNullable<Host['engine']> = {
  version: '27.0.0',
  apiVersion: '1.46',
  os: 'linux',
  arch: 'x86_64',
  product: 'docker',
  cpus: 4,
  memoryBytes: 8_589_934_592,
}

const local: Host = {
  id: 'local',
  name: 'This computer',
  state: 'online',
  reason: null,
  since: 1_800_000_000_000,
  endpoint: 'unix:///var/run/docker.sock',
  kind: 'local',
  lastSeenAt: 1_800_000_000_000,
  identityFile: null,
  tls: null,
  hostKey: null,
  sshWay: null,
  statsWay: null,
  nextAttemptAt: null,
  engine,
  attempts: [],
}

const emptyPart = { count: 0, bytes: 0, reclaimableBytes: 0 }
const disk: HostDisk = {
  images: { count: 3, bytes: 300, reclaimableBytes: 100 },
  keptImages: { count: 1 },
  containers: emptyPart,
  volumes: emptyPart,
  buildCache: { count: 1, bytes: 50, reclaimableBytes: 50 },
}

/** Hosts without any connection: one that is added is untrusted, then asks for a passphrase, and then is online. */
export class MemoryHosts {
  readonly #events: EventBus
  readonly #hosts = new Map<string, Host>([[local.id, local]])
  #ids = 0

  constructor(events: EventBus) {
    this.#events = events
  }

  readonly services: Services['hosts'] = {
    list: () => [...this.#hosts.values()],
    get: (id) => this.#find(id),
    check: async (id) => this.#find(id),
    create: async (input) => this.#create(input),
    update: async (id, patch) => {
      const before = this.#added(id)
      if (patch.name !== undefined) this.#refuseTaken(patch.name, id)
      return this.#put(Object.assign({}, before, patch))
    },
    remove: async (id) => {
      if (this.#added(id).name === 'busy') throw new Failure('host_in_use', { workloads: ['web'] })
      this.#hosts.delete(id)
      this.#events.publish({ type: 'host.removed', hostId: id })
    },
    trust: async (id, fingerprint) => {
      const host = this.#added(id)
      if (fingerprint !== shownFingerprint) {
        throw new Failure('fingerprint_mismatch', { fingerprint: shownFingerprint })
      }
      return this.#put({ ...host, state: 'refused', reason: 'passphrase_needed', hostKey: null })
    },
    unlock: async (id, { passphrase }) => {
      const host = this.#added(id)
      return passphrase === rightPassphrase
        ? this.#put({ ...host, state: 'online', reason: null, engine, lastSeenAt: 1 })
        : this.#put({ ...host, state: 'refused', reason: 'passphrase_wrong' })
    },
    test: async ({ endpoint }) => {
      requireSafe(endpoint)
      const failed = { step: 'port', result: 'failed', reason: 'port_closed', detail: null } as const
      return { steps: [failed], hostKey: null }
    },
    sshNames: async () => [{ name: 'edge', hostName: 'edge.lan', user: 'deploy', port: 22 }],
    disk: async (id) => this.#online(id, disk),
    prune: async (id, { images }) => this.#online(id, { removedImages: images ? 1 : 0, freedBytes: 100 }),
    images: async (id) =>
      this.#online(id, [{ imageId: 'sha256:1', reference: 'web:1', platform: null, bytes: 1, createdAt: 2 }]),
  }

  #create(input: HostCreate): Host {
    requireSafe(input.endpoint)
    this.#refuseTaken(input.name, null)
    this.#ids += 1
    const hostKey = {
      server: 'edge.lan',
      type: 'ssh-ed25519',
      fingerprint: shownFingerprint,
      knownFingerprint: null,
    }
    return this.#put({
      ...local,
      ...input,
      id: `h${this.#ids}`,
      kind: 'ssh',
      state: 'untrusted',
      reason: 'host_key_unknown',
      engine: null,
      lastSeenAt: null,
      hostKey,
    })
  }

  #put(host: Host): Host {
    this.#hosts.set(host.id, host)
    this.#events.publish({ type: 'host.changed', host })
    return host
  }

  #find(id: string): Host {
    const host = this.#hosts.get(id)
    if (host === undefined) throw new Failure('not_found', { kind: 'host', id })
    return host
  }

  #added(id: string): Host {
    const host = this.#find(id)
    if (host.kind === 'local') throw new Failure('host_is_local')
    return host
  }

  #online<Answer>(id: string, answer: Answer): Answer {
    const { state, reason } = this.#find(id)
    if (state !== 'online') throw new Failure('host_unavailable', { hostId: id, reason })
    return answer
  }

  #refuseTaken(name: string, ownId: string | null): void {
    const isTaken = [...this.#hosts.values()].some((host) => host.name === name && host.id !== ownId)
    if (isTaken) throw new Failure('name_taken', { name })
  }
}

function requireSafe(endpoint: string): void {
  if (/^ssh:\/\/[^/@]*:[^/@]*@/.test(endpoint))
    throw invalidField('endpoint', 'Leave the password out: Slipway logs in with keys.')
}
