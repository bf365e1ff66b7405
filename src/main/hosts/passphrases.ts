import type { Secrets } from '../secrets/secrets.ts'

/** Passphrases of key files, for this process or, where the user wants it, for the next ones too. */
export class Passphrases {
  readonly #secrets: Secrets
  readonly #given = new Map<string, string>()

  constructor(secrets: Secrets) {
    this.#secrets = secrets
  }

  /** What was given for a key file of a host; null when nothing was. */
  async of(hostId: string, file: string): Promise<string | null> {
    return this.#given.get(keyOf(hostId, file)) ?? (await this.#secrets.get(scopeOf(hostId), nameOf(file)))
  }

  /** For this process. */
  give(hostId: string, file: string, passphrase: string): void {
    this.#given.set(keyOf(hostId, file), passphrase)
  }

  /** For the next processes too. */
  async keep(hostId: string, file: string): Promise<void> {
    const passphrase = this.#given.get(keyOf(hostId, file))
    if (passphrase !== undefined) await this.#secrets.set(scopeOf(hostId), nameOf(file), passphrase)
  }

  /** Keeps it no longer than this process lasts. */
  dropKept(hostId: string, file: string): void {
    this.#secrets.remove(scopeOf(hostId), nameOf(file))
  }

  /** Forgets what was given for this process, such as a wrong one. */
  forget(hostId: string, file: string): void {
    this.#given.delete(keyOf(hostId, file))
  }

  /** Forgets all of a host. */
  forgetHost(hostId: string): void {
    for (const key of this.#given.keys()) if (key.startsWith(`${hostId} `)) this.#given.delete(key)
    this.#secrets.removeAll(scopeOf(hostId))
  }
}

function keyOf(hostId: string, file: string): string {
  return `${hostId} ${file}`
}

function scopeOf(hostId: string): string {
  return `host:${hostId}`
}

function nameOf(file: string): string {
  return `passphrase:${file}`
}
