import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os'

/** How often the network and the clock are looked at. */
const lookEveryMs = 2_000
/** A look that comes so much too late means that the computer was asleep. */
const asleepMs = 10_000

export interface NetworkWatchOptions {
  readonly interfaces?: () => NodeJS.Dict<NetworkInterfaceInfo[]>
  readonly now?: () => number
}

/** Tells when remote hosts may be reachable again: the computer woke up, or has got a new address in a network. */
export class NetworkWatch {
  readonly #interfaces: () => NodeJS.Dict<NetworkInterfaceInfo[]>
  readonly #now: () => number
  readonly #listeners = new Set<() => void>()
  #timer: NodeJS.Timeout | null = null
  #lookedAt = 0
  #addresses: ReadonlySet<string> = new Set()

  constructor({ interfaces = networkInterfaces, now = Date.now }: NetworkWatchOptions = {}) {
    this.#interfaces = interfaces
    this.#now = now
  }

  start(): void {
    this.#lookedAt = this.#now()
    this.#addresses = this.#read()
    this.#timer = setInterval(() => this.#look(), lookEveryMs)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer ?? undefined)
    this.#timer = null
  }

  /** Calls the listener at every return; returns how to stop. */
  onReturn(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** To be called by whoever knows better, such as the operating system at the end of its sleep. */
  tellReturn(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  #look(): void {
    // By the clock on the wall: those that are never set stand still during sleep on some systems.
    const now = this.#now()
    const hasSlept = now - this.#lookedAt > lookEveryMs + asleepMs
    this.#lookedAt = now
    const addresses = this.#read()
    const isNew = [...addresses].some((address) => !this.#addresses.has(address))
    this.#addresses = addresses
    if (hasSlept || isNew) this.tellReturn()
  }

  /** Addresses that lead somewhere. Link-local ones come and go with every container. */
  #read(): ReadonlySet<string> {
    try {
      const all = Object.values(this.#interfaces()).flatMap((each) => each ?? [])
      const useful = all.filter(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
      return new Set(useful.map(({ address }) => address))
    } catch {
      return this.#addresses
    }
  }
}
