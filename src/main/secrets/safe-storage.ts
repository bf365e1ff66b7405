import { type Sealer, SecretUnreadable } from './sealer.ts'

/** The part of Electron's `safeStorage` that is used. */
export interface SafeStorage {
  isEncryptionAvailable(): boolean
  /** Linux alone has it. */
  getSelectedStorageBackend?(): string
  encryptString(text: string): Buffer
  decryptString(sealed: Buffer): string
}

/** Seals with the keychain of the operating system, through Electron.
 *  A sealed value is the mark and what the keychain made of the place and the value: it has no place of its own. */
export class SafeStorageSealer implements Sealer {
  readonly mark = 2
  readonly #storage: SafeStorage

  constructor(storage: SafeStorage) {
    this.#storage = storage
  }

  async isAvailable(): Promise<boolean> {
    try {
      // Linux without a keychain: Electron then encrypts with a password that stands in its source.
      const isPlain = this.#storage.getSelectedStorageBackend?.() === 'basic_text'
      return !isPlain && this.#storage.isEncryptionAvailable()
    } catch {
      return false
    }
  }

  async seal(value: string, place: string): Promise<Buffer> {
    const sealed = this.#storage.encryptString(JSON.stringify({ place, value }))
    return Buffer.concat([Buffer.of(this.mark), sealed])
  }

  async open(sealed: Buffer, place: string): Promise<string> {
    const found = this.#decrypt(sealed)
    const isHere = typeof found === 'object' && found !== null && Reflect.get(found, 'place') === place
    const value: unknown = isHere ? Reflect.get(found, 'value') : undefined
    if (typeof value !== 'string') throw new SecretUnreadable('The sealed value belongs elsewhere.')
    return value
  }

  #decrypt(sealed: Buffer): unknown {
    if (sealed[0] !== this.mark) throw new SecretUnreadable('The sealed value has another format.')
    try {
      return JSON.parse(this.#storage.decryptString(sealed.subarray(1)))
    } catch {
      // The error is not kept as the cause: that of JSON would quote the value.
      throw new SecretUnreadable('The keychain does not open the sealed value.')
    }
  }
}
