import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openStore } from '../db/open.ts'
import { KeyFileSealer } from './key-file.ts'
import { type SafeStorage, SafeStorageSealer } from './safe-storage.ts'
import { type Sealer, SecretUnreadable } from './sealer.ts'
import { Secrets } from './secrets.ts'

const secret = 'correct horse battery staple'

let folder: string
let keyFile: string
let db: Database.Database
const log = { warn: vi.fn() }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-secrets-'))
  keyFile = join(folder, 'slipway.key')
  db = openStore(':memory:')
  log.warn.mockClear()
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

/** Stands for the operating system's keychain, which Electron alone reaches. */
class Keychain implements SafeStorage {
  isUnlocked = true
  backend = 'gnome_libsecret'

  isEncryptionAvailable(): boolean {
    return this.isUnlocked
  }

  getSelectedStorageBackend(): string {
    return this.backend
  }

  encryptString(text: string): Buffer {
    return Buffer.from(`locked${Buffer.from(text).toString('hex')}`)
  }

  decryptString(sealed: Buffer): string {
    const text = sealed.toString()
    if (!text.startsWith('locked')) throw new Error('This is none of mine.')
    return Buffer.from(text.slice('locked'.length), 'hex').toString()
  }
}

const sealers: [string, () => Sealer][] = [
  ['a key file', () => new KeyFileSealer(keyFile)],
  ['the keychain', () => new SafeStorageSealer(new Keychain())],
]

describe.each(sealers)('sealing with %s', (_name, make) => {
  it('gives a value back where it belongs', async () => {
    const sealer = make()
    for (const value of [secret, '', 'ключ 🔑', 'x'.repeat(10_000)]) {
      expect(await sealer.open(await sealer.seal(value, 'here'), 'here')).toBe(value)
    }
  })

  it('shows nothing of the value', async () => {
    expect((await make().seal(secret, 'here')).includes(secret)).toBe(false)
  })

  it('opens in another process, and nowhere else than where it belongs', async () => {
    const sealed = await make().seal(secret, 'here')
    expect(await make().open(sealed, 'here')).toBe(secret)
    await expect(make().open(sealed, 'there')).rejects.toThrow(SecretUnreadable)
  })

  it('refuses what is of another format, cut short, or empty', async () => {
    const sealed = await make().seal(secret, 'here')
    const foreign = Buffer.concat([Buffer.of(99), sealed.subarray(1)])
    for (const broken of [foreign, sealed.subarray(0, 9), Buffer.alloc(0)]) {
      await expect(make().open(broken, 'here')).rejects.toThrow(SecretUnreadable)
    }
  })
})

describe('a key file', () => {
  it('is made once, readable by the owner alone, and leaves nothing beside it', async () => {
    await new KeyFileSealer(keyFile).seal(secret, 'here')
    await new KeyFileSealer(keyFile).seal(secret, 'here')
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['slipway.key'])
  })

  it('seals no value twice alike', async () => {
    const sealer = new KeyFileSealer(keyFile)
    const [one, two] = [await sealer.seal(secret, 'here'), await sealer.seal(secret, 'here')]
    expect(one.equals(two)).toBe(false)
  })

  it('finds every changed byte', async () => {
    const sealed = await new KeyFileSealer(keyFile).seal('ab', 'here')
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
      await expect(new KeyFileSealer(keyFile).open(changed, 'here')).rejects.toThrow(SecretUnreadable)
    }
  })

  it('opens nothing that another key has sealed', async () => {
    const sealed = await new KeyFileSealer(keyFile).seal(secret, 'here')
    rmSync(keyFile)
    const stranger = new KeyFileSealer(keyFile)
    await expect(stranger.open(sealed, 'here')).rejects.toThrow(SecretUnreadable)
    await stranger.seal(secret, 'here')
    await expect(stranger.open(sealed, 'here')).rejects.toThrow(SecretUnreadable)
  })

  it('that is damaged is not written over', async () => {
    writeFileSync(keyFile, 'half a key')
    const sealer = new KeyFileSealer(keyFile)
    await expect(sealer.seal(secret, 'here')).rejects.toThrow(/cannot be used. Move it away/)
    expect(statSync(keyFile).size).toBe(10)
    expect(readdirSync(folder)).toEqual(['slipway.key'])
  })
})

describe('kept secrets', () => {
  const keep = (...used: readonly Sealer[]) => new Secrets(db, used, log)

  it('are set, read, replaced, named and removed', async () => {
    const secrets = keep(new KeyFileSealer(keyFile))
    await secrets.set('host:a', 'passphrase', 'one')
    await secrets.set('host:a', 'passphrase', 'two')
    await secrets.set('host:a', 'other', 'three')
    await secrets.set('host:b', 'passphrase', 'four')
    expect(await secrets.get('host:a', 'passphrase')).toBe('two')
    expect(secrets.names('host:a')).toEqual(['other', 'passphrase'])
    secrets.remove('host:a', 'passphrase')
    expect(await secrets.get('host:a', 'passphrase')).toBeNull()
    secrets.removeAll('host:a')
    expect(secrets.names('host:a')).toEqual([])
    expect(await secrets.get('host:b', 'passphrase')).toBe('four')
  })

  it('stand in the store without their text', async () => {
    await keep(new KeyFileSealer(keyFile)).set('host:a', 'passphrase', secret)
    expect(db.serialize().includes(secret)).toBe(false)
  })

  it('moved to another row count as absent, and the log tells so without the value', async () => {
    const secrets = keep(new KeyFileSealer(keyFile))
    await secrets.set('host:a', 'passphrase', secret)
    db.prepare(`UPDATE secrets SET scope = 'host:b'`).run()
    expect(await secrets.get('host:b', 'passphrase')).toBeNull()
    expect(log.warn).toHaveBeenCalledOnce()
    expect(JSON.stringify(log.warn.mock.calls)).not.toContain(secret)
  })

  it('use the keychain where there is one, and the key file where there is none', async () => {
    const keychain = new Keychain()
    const both = keep(new SafeStorageSealer(keychain), new KeyFileSealer(keyFile))
    await both.set('host:a', 'in the keychain', 'one')
    expect(existsSync(keyFile)).toBe(false)
    keychain.isUnlocked = false
    await both.set('host:a', 'in the file', 'two')
    expect(existsSync(keyFile)).toBe(true)
    expect(await both.get('host:a', 'in the keychain')).toBeNull()
    keychain.isUnlocked = true
    expect(await both.get('host:a', 'in the keychain')).toBe('one')
    expect(await both.get('host:a', 'in the file')).toBe('two')
  })

  it('do not take a keychain that hides nothing', async () => {
    const keychain = new Keychain()
    keychain.backend = 'basic_text'
    await keep(new SafeStorageSealer(keychain), new KeyFileSealer(keyFile)).set('host:a', 'x', secret)
    expect(existsSync(keyFile)).toBe(true)
  })
})
