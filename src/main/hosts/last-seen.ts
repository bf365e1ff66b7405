import type { Host } from '../../contract/host.ts'
import type { Hosts } from './hosts.ts'
import { isSame } from './is-same.ts'
import type { HostStore } from './store.ts'

/** While a host is online, what is stored of it is at most this old. */
const writeEveryMs = 60_000

/** Stores every host's engine as last seen, and when, so that the screens show them also after a restart. */
export class LastSeen {
  readonly #hosts: Pick<Hosts, 'list' | 'onChange'>
  readonly #store: Pick<HostStore, 'noteSeen'>
  readonly #written = new Map<string, Pick<Host, 'engine' | 'lastSeenAt'>>()
  #timer: NodeJS.Timeout | null = null
  #stopListening: () => void = () => undefined

  constructor(hosts: Pick<Hosts, 'list' | 'onChange'>, store: Pick<HostStore, 'noteSeen'>) {
    this.#hosts = hosts
    this.#store = store
  }

  start(): void {
    for (const { id, engine, lastSeenAt } of this.#hosts.list()) this.#written.set(id, { engine, lastSeenAt })
    this.#stopListening = this.#hosts.onChange((host) => this.#write(host))
    this.#timer = setInterval(() => this.#writeAll(), writeEveryMs)
    this.#timer.unref()
  }

  /** Writes what is newer than the last minute's. */
  stop(): void {
    clearInterval(this.#timer ?? undefined)
    this.#stopListening()
    this.#writeAll()
  }

  #writeAll(): void {
    for (const host of this.#hosts.list()) this.#write(host)
  }

  #write({ id, engine, lastSeenAt }: Host): void {
    if (engine === null || lastSeenAt === null) return
    if (isSame(this.#written.get(id) ?? null, { engine, lastSeenAt })) return
    this.#store.noteSeen(id, engine, lastSeenAt)
    this.#written.set(id, { engine, lastSeenAt })
  }
}
