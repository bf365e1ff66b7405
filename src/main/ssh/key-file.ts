import ssh2, { type ParsedKey } from 'ssh2'
import { readSmallFile } from '../docker/small-file.ts'

/** What a private key file holds, as far as it can be told without its passphrase. */
export type KeyFile =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly cause: unknown }
  /** `publicKey` is null when it cannot be told before the passphrase is there. */
  | { readonly kind: 'locked'; readonly publicKey: ParsedKey | null; readonly text: string }
  | { readonly kind: 'open'; readonly key: ParsedKey }
  /** The public half alone, which says which of the agent's keys is meant. */
  | { readonly kind: 'public'; readonly publicKey: ParsedKey }

export function readKeyFile(path: string): KeyFile {
  const text = readText(path)
  if (text instanceof Error) {
    const companion = readPublicKey(`${path}.pub`)
    if (companion !== null) return { kind: 'public', publicKey: companion }
    return isAbsent(text) ? { kind: 'absent' } : { kind: 'unreadable', cause: text }
  }
  const key = parseOne(text)
  if (!(key instanceof Error))
    return key.isPrivateKey() ? { kind: 'open', key } : { kind: 'public', publicKey: key }
  if (!isLocked(text)) return { kind: 'unreadable', cause: key }
  return { kind: 'locked', text, publicKey: publicHalf(text) ?? readPublicKey(`${path}.pub`) }
}

/** Null when the passphrase is not the right one. */
export function unlockKey(text: string, passphrase: string): ParsedKey | null {
  const key = parseOne(text, passphrase)
  return key instanceof Error ? null : key
}

/** ssh2 answers a list for some formats, of which each holds one key. */
function parseOne(text: string | Buffer, passphrase?: string): ParsedKey | Error {
  const parsed: unknown = ssh2.utils.parseKey(text, passphrase)
  const key: unknown = Array.isArray(parsed) ? parsed[0] : parsed
  if (key instanceof Error) return key
  return key === undefined ? new Error('There is no key in it.') : (key as ParsedKey)
}

function readPublicKey(path: string): ParsedKey | null {
  const text = readText(path)
  if (text instanceof Error) return null
  const key = parseOne(text)
  return key instanceof Error ? null : key
}

function readText(path: string): string | Error {
  try {
    return readSmallFile(path)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function isAbsent(error: Error): boolean {
  return 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

function isLocked(text: string): boolean {
  const cipher = readOpensshKey(text)?.cipher
  if (cipher !== undefined) return cipher !== 'none'
  return /^Proc-Type: 4,ENCRYPTED/m.test(text) || /^Encryption: (?!none)/m.test(text)
}

function publicHalf(text: string): ParsedKey | null {
  const blob = readOpensshKey(text)?.publicKey
  if (blob === undefined) return null
  const key = parseOne(blob)
  return key instanceof Error ? null : key
}

const opensshMagic = 'openssh-key-v1\0'

/** The part of OpenSSH's own format that is never encrypted. Source: openssh PROTOCOL.key. */
function readOpensshKey(text: string): { readonly cipher: string; readonly publicKey: Buffer } | null {
  const [, base64] =
    /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END OPENSSH PRIVATE KEY-----/.exec(text) ?? []
  const bytes = Buffer.from(base64 ?? '', 'base64')
  if (bytes.toString('latin1', 0, opensshMagic.length) !== opensshMagic) return null
  try {
    const [cipher, afterCipher] = readString(bytes, opensshMagic.length)
    const [, afterKdf] = readString(bytes, afterCipher)
    const [, afterOptions] = readString(bytes, afterKdf)
    const [publicKey] = readString(bytes, afterOptions + 4)
    return { cipher: cipher.toString('latin1'), publicKey }
  } catch {
    return null // It ends too early.
  }
}

function readString(bytes: Buffer, at: number): readonly [Buffer, number] {
  const from = at + 4
  const to = from + bytes.readUInt32BE(at)
  if (to > bytes.length) throw new RangeError('A key file ends too early.')
  return [bytes.subarray(from, to), to]
}
