import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { chmodSync, linkSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type Sealer, SecretUnreadable } from './sealer.ts'

/** AES-256-GCM, as NIST SP 800-38D has it: a random nonce of 96 bits is good for 2^32 values of one key. */
const algorithm = 'aes-256-gcm'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

/** Seals with a key in a file of the data folder, readable by the owner alone.
 *  A sealed value is the mark, the nonce, the tag, and the encrypted text. */
export class KeyFileSealer implements Sealer {
  readonly mark = 1
  readonly #file: string
  #key: Buffer | null = null

  constructor(file: string) {
    this.#file = file
  }

  async isAvailable(): Promise<boolean> {
    return true
  }

  /** @throws Error when the key file is damaged: a new key would make all that is sealed unreadable for good */
  async seal(value: string, place: string): Promise<Buffer> {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv(algorithm, this.#readOrMake(), nonce, { authTagLength: tagBytes })
    cipher.setAAD(Buffer.from(place))
    const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.of(this.mark), nonce, cipher.getAuthTag(), text])
  }

  async open(sealed: Buffer, place: string): Promise<string> {
    const key = this.#key ?? this.#read()
    if (key === null) throw new SecretUnreadable('The key file is missing or damaged.')
    if (sealed[0] !== this.mark || sealed.length < 1 + nonceBytes + tagBytes) {
      throw new SecretUnreadable('The sealed value has another format.')
    }
    const nonce = sealed.subarray(1, 1 + nonceBytes)
    const tag = sealed.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes)
    try {
      const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
      decipher.setAAD(Buffer.from(place))
      decipher.setAuthTag(tag)
      const text = sealed.subarray(1 + nonceBytes + tagBytes)
      return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
    } catch (cause) {
      throw new SecretUnreadable('The sealed value was changed, or belongs elsewhere.', { cause })
    }
  }

  #readOrMake(): Buffer {
    const key = this.#key ?? this.#read() ?? this.#make()
    this.#key = key
    return key
  }

  /** Null when there is none that can be used. */
  #read(): Buffer | null {
    const found = lstatSync(this.#file, { throwIfNoEntry: false })
    if (found === undefined || !found.isFile() || found.size !== keyBytes) return null
    if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) chmodSync(this.#file, 0o600)
    return readFileSync(this.#file)
  }

  /** Written beside and linked: a process killed in between leaves no half of a key, and a key that is there stays. */
  #make(): Buffer {
    const fresh = `${this.#file}.${process.pid}.new`
    const key = randomBytes(keyBytes)
    try {
      rmSync(fresh, { force: true })
      writeFileSync(fresh, key, { mode: 0o600, flag: 'wx' })
      linkSync(fresh, this.#file)
      return key
    } catch (cause) {
      throw new Error(
        `The key file ${this.#file} cannot be used. Move it away, and enter the kept secrets anew.`,
        { cause },
      )
    } finally {
      rmSync(fresh, { force: true })
    }
  }
}
