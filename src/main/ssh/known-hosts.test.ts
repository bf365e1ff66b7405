import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fingerprintOf, serverName } from './host-key.ts'
import { type KeyVerdict, KnownHosts } from './known-hosts.ts'
import { addKnownHost, forgetKnownHost } from './own-known-hosts.ts'

/** As the wire has it: its type, then what makes it this one. */
function key(type: string, content: string): Buffer {
  const part = (text: string) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(text.length)
    return Buffer.concat([length, Buffer.from(text)])
  }
  return Buffer.concat([part(type), part(content)])
}

const ours = key('ssh-ed25519', 'ours')
const other = key('ssh-ed25519', 'other')
const rsa = key('ssh-rsa', 'ours')
const text = (bytes: Buffer) =>
  `${bytes.subarray(4, 15).toString().startsWith('ssh-rsa') ? 'ssh-rsa' : 'ssh-ed25519'} ${bytes.toString('base64')}`

function hashed(name: string): string {
  const salt = Buffer.from('0123456789abcdefghij')
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}

function judge(lines: readonly string[], server = 'edge.lan', shown = ours): KeyVerdict {
  return new KnownHosts([lines.join('\n')]).judge(server, shown)
}

const known = { kind: 'known' }
const unknown = { kind: 'unknown' }
const changed = (expected: Buffer) => ({ kind: 'changed', knownFingerprint: fingerprintOf(expected) })
const revoked = { kind: 'revoked' }

describe('a key that a server shows', () => {
  it.each<[string, readonly string[], object]>([
    ['no line', [], unknown],
    ['its line', [`edge.lan ${text(ours)}`], known],
    ['its line with a comment', [`edge.lan ${text(ours)} ann@laptop`], known],
    ['its line in other letters', [`EDGE.lan ${text(ours)}`], known],
    ['a list of names', [`core,edge.lan,10.0.0.1 ${text(ours)}`], known],
    ['a pattern', [`*.lan ${text(ours)}`], known],
    ['a pattern that leaves it out', [`*.lan,!edge.lan ${text(ours)}`], unknown],
    ['a hashed name', [`${hashed('edge.lan')} ${text(ours)}`], known],
    ['another hashed name', [`${hashed('core.lan')} ${text(ours)}`], unknown],
    ['another server', [`core.lan ${text(ours)}`], unknown],
    ['another port', [`[edge.lan]:2222 ${text(ours)}`], unknown],
    ['another key', [`edge.lan ${text(other)}`], changed(other)],
    ['another key of another type', [`edge.lan ${text(rsa)}`], changed(rsa)],
    ['two keys, of which one is it', [`edge.lan ${text(other)}`, `edge.lan ${text(ours)}`], known],
    ['a revoked key', [`@revoked * ${text(ours)}`], revoked],
    [
      'a revoked key that another line knows',
      [`edge.lan ${text(ours)}`, `@revoked * ${text(ours)}`],
      revoked,
    ],
    ['another revoked key', [`@revoked * ${text(other)}`, `edge.lan ${text(ours)}`], known],
    ['an authority alone', [`@cert-authority * ${text(other)}`], unknown],
    ['the key as an authority', [`@cert-authority * ${text(ours)}`], unknown],
    ['an unknown marker', [`@trusted edge.lan ${text(ours)}`], unknown],
    ['a comment', [`# edge.lan ${text(ours)}`], unknown],
    ['a line whose type is not that of the key', [`edge.lan ssh-rsa ${ours.toString('base64')}`], unknown],
    ['broken lines', ['edge.lan', 'edge.lan ssh-ed25519', 'edge.lan ssh-ed25519 !', ''], unknown],
  ])('is judged by %s', (_what, lines, expected) => {
    expect(judge(lines)).toEqual(expected)
  })

  it('at another port than 22 is judged by a line that names the port', () => {
    const server = serverName('Edge.lan', 2222)

    expect(judge([`[edge.lan]:2222 ${text(ours)}`], server)).toEqual(known)
    expect(judge([`${hashed('[edge.lan]:2222')} ${text(ours)}`], server)).toEqual(known)
    expect(judge([`edge.lan ${text(ours)}`], server)).toEqual(unknown)
  })

  it('is judged by all files together', () => {
    const hosts = new KnownHosts([`edge.lan ${text(ours)}\n`, `@revoked * ${text(ours)}\n`])

    expect(hosts.judge('edge.lan', ours)).toEqual(revoked)
  })
})

it('the types that are known of a server are those of its keys, without revoked ones and authorities', () => {
  const lines = [
    `edge.lan ${text(rsa)}`,
    `@revoked edge.lan ${text(other)}`,
    `@cert-authority * ${text(ours)}`,
  ]

  expect(new KnownHosts([lines.join('\n')]).typesOf('edge.lan')).toEqual(['ssh-rsa'])
})

describe('our own file', () => {
  function file(): string {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-known-hosts-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    return join(folder, 'known_hosts')
  }

  it('takes a key once, for its owner alone to read', () => {
    const path = file()

    addKnownHost(path, 'edge.lan', ours)
    addKnownHost(path, '[core.lan]:2222', other)
    addKnownHost(path, 'edge.lan', ours)

    expect(readFileSync(path, 'utf8')).toBe(`edge.lan ${text(ours)}\n[core.lan]:2222 ${text(other)}\n`)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(judge([readFileSync(path, 'utf8')])).toEqual(known)
  })

  it('forgets a server, and nothing else', () => {
    const path = file()
    addKnownHost(path, 'edge.lan', ours)
    addKnownHost(path, 'core.lan', other)

    forgetKnownHost(path, 'edge.lan')

    expect(readFileSync(path, 'utf8')).toBe(`core.lan ${text(other)}\n`)
  })
})
