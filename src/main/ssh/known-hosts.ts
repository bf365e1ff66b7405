import { createHmac, timingSafeEqual } from 'node:crypto'
import { fingerprintOf, keyTypeOf } from './host-key.ts'
import { matchesPatterns } from './patterns.ts'

/** What known_hosts files say of a server's key. `knownFingerprint`: of the key that was expected instead.
 *  A line `@cert-authority` alone leaves a key unknown: ssh2 negotiates no host certificates, so that a server with one
 *  shows its plain key, which that line says nothing about; it has to be confirmed by a person like any other. */
export type KeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed'; readonly knownFingerprint: string }
  | { readonly kind: 'revoked' }

interface KnownKey {
  readonly marker: 'none' | 'revoked' | 'cert-authority'
  readonly hosts: string
  readonly key: Buffer
}

/** The lines of known_hosts files that have a key, in their order. */
export class KnownHosts {
  readonly #keys: readonly KnownKey[]

  /** `texts`: contents of the files. */
  constructor(texts: readonly string[]) {
    this.#keys = texts.flatMap((text) => text.split('\n').flatMap(readLine))
  }

  /** `server` as `serverName` writes it. */
  judge(server: string, key: Buffer): KeyVerdict {
    const lines = this.#linesOf(server)
    // A revoked certificate authority must not be taken for a plain key either.
    if (lines.some((line) => line.marker === 'revoked' && line.key.equals(key))) return { kind: 'revoked' }
    const known = lines.filter((line) => line.marker === 'none')
    if (known.some((line) => line.key.equals(key))) return { kind: 'known' }
    const expected = known.find((line) => keyTypeOf(line.key) === keyTypeOf(key)) ?? known[0]
    if (expected === undefined) return { kind: 'unknown' }
    return { kind: 'changed', knownFingerprint: fingerprintOf(expected.key) }
  }

  /** Types of the keys that are known of a server: the server is to be asked for one of these first. */
  typesOf(server: string): readonly string[] {
    const types = this.#linesOf(server).flatMap(({ marker, key }) =>
      marker === 'none' ? [keyTypeOf(key)] : [],
    )
    return [...new Set(types)]
  }

  #linesOf(server: string): readonly KnownKey[] {
    return this.#keys.filter((line) => isAbout(line.hosts, server))
  }
}

function readLine(line: string): KnownKey[] {
  const words = line.trim().split(/\s+/)
  const [first = ''] = words
  if (first === '' || first.startsWith('#')) return []
  const marker = markerOf(first)
  if (marker === null) return []
  const [hosts = '', type = '', base64 = ''] = marker === 'none' ? words : words.slice(1)
  const key = Buffer.from(base64, 'base64')
  return type !== '' && keyTypeOf(key) === type ? [{ marker, hosts, key }] : []
}

/** Null for a marker that nobody knows: OpenSSH passes such a line over too. */
function markerOf(word: string): KnownKey['marker'] | null {
  if (!word.startsWith('@')) return 'none'
  if (word === '@revoked') return 'revoked'
  return word === '@cert-authority' ? 'cert-authority' : null
}

function isAbout(hosts: string, server: string): boolean {
  return hosts.startsWith('|1|')
    ? isHashOf(hosts, server)
    : matchesPatterns(server, hosts.toLowerCase().split(','))
}

/** `|1|salt|hash`, both in base64: HMAC-SHA1 of the name, keyed with the salt. */
function isHashOf(hashed: string, server: string): boolean {
  const [, , salt = '', hash = ''] = hashed.split('|')
  const expected = Buffer.from(hash, 'base64')
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(server).digest()
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

/** A line for a known_hosts file. */
export function knownHostsLine(server: string, key: Buffer): string {
  return `${server} ${keyTypeOf(key)} ${key.toString('base64')}\n`
}
