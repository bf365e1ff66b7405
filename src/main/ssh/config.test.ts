import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { resolveHops, type SshSurroundings, sshNames } from './config.ts'
import { SshFailure } from './ssh-connection.ts'

let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-ssh-config-'))
})

afterEach(() => {
  rmSync(home, { recursive: true })
})

function write(lines: readonly string[], file = 'config'): void {
  const path = join(home, '.ssh', file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, lines.join('\n'))
}

function surroundings(env: SshSurroundings['env'] = {}): SshSurroundings {
  return { env, home, localUser: 'ann' }
}

function resolve(endpoint: string, env: SshSurroundings['env'] = {}) {
  return resolveHops(endpoint, surroundings(env))
}

/** The server itself. */
function server(endpoint: string, env: SshSurroundings['env'] = {}) {
  return resolve(endpoint, env).at(-1)
}

function route(endpoint: string): string[] {
  return resolve(endpoint).map(({ user, host, port }) => `${user}@${host}:${port}`)
}

function reasonFor(endpoint: string): string | null {
  try {
    resolve(endpoint)
    return null
  } catch (error) {
    return error instanceof SshFailure ? error.reason : String(error)
  }
}

describe('an address', () => {
  it.each([
    ['ssh://bob@edge.lan:2222', { user: 'bob', host: 'edge.lan', port: 2222 }],
    ['ssh://edge.lan', { user: 'ann', host: 'edge.lan', port: 22 }],
    ['ssh://edge.lan/', { user: 'ann', host: 'edge.lan', port: 22 }],
    ['ssh://[fe80::1]:2222', { host: 'fe80::1', port: 2222 }],
    ['edge', { user: 'ann', host: 'edge', port: 22 }],
    ['bob@edge', { user: 'bob', host: 'edge', port: 22 }],
    ['Edge.LAN', { host: 'edge.lan' }],
  ])('is read: %s', (endpoint, expected) => {
    expect(server(endpoint)).toMatchObject(expected)
  })

  it.each([
    'ssh://bob:secret@edge',
    'ssh://edge/path',
    'ssh://edge?query',
    'ssh://edge#part',
    'ssh://edge:0',
    'ssh://edge:70000',
    'ssh://-oProxyCommand=x',
    '-F/x',
    'http://edge',
    'a b',
    '',
  ])('is refused: %s', (endpoint) => {
    expect(reasonFor(endpoint)).toBe('ssh_config_invalid')
  })
})

describe('the configuration', () => {
  it.each<[string, readonly string[], string, object]>([
    ['HostName', ['Host edge', 'HostName 10.0.0.1'], 'edge', { host: '10.0.0.1', name: 'edge' }],
    ['HostName with %h', ['Host edge', 'HostName %h.example.org'], 'edge', { host: 'edge.example.org' }],
    ['User and Port', ['Host edge', 'User bob', 'Port 2222'], 'edge', { user: 'bob', port: 2222 }],
    [
      'the address before it',
      ['Host edge', 'User bob', 'Port 2222'],
      'ssh://eve@edge:23',
      { user: 'eve', port: 23 },
    ],
    [
      'the first value',
      ['Host edge', 'User bob', 'Host *', 'User eve', 'Port 23'],
      'edge',
      { user: 'bob', port: 23 },
    ],
    ['an equals sign', ['Host=edge', 'User = bob'], 'edge', { user: 'bob' }],
    ['quotes', ['Host "edge"', 'User "bob"'], 'edge', { user: 'bob' }],
    ['keywords in any case', ['HOST edge', 'uSeR bob'], 'edge', { user: 'bob' }],
    ['comments', ['# Host *', 'Host edge # the edge', '  User bob # not eve'], 'edge', { user: 'bob' }],
    ['a star', ['Host *.lan', 'User bob'], 'edge.lan', { user: 'bob' }],
    ['a star that does not fit', ['Host *.lan', 'User bob'], 'edge.org', { user: 'ann' }],
    ['a question mark', ['Host edge?', 'User bob'], 'edge1', { user: 'bob' }],
    ['a negated pattern', ['Host * !edge', 'User bob'], 'edge', { user: 'ann' }],
    ['a negated pattern beside', ['Host * !edge', 'User bob'], 'core', { user: 'bob' }],
    ['what stands before any Host', ['User bob', 'Host edge', 'User eve'], 'edge', { user: 'bob' }],
    ['Match all', ['Match all', 'User bob'], 'edge', { user: 'bob' }],
    ['Match host', ['Host edge', 'HostName core', 'Match host core', 'User bob'], 'edge', { user: 'bob' }],
    ['Match originalhost', ['Match originalhost edge,core', 'User bob'], 'edge', { user: 'bob' }],
    ['Match !originalhost', ['Match !originalhost edge', 'User bob'], 'edge', { user: 'ann' }],
    ['Match user', ['Match user eve', 'Port 23'], 'eve@edge', { port: 23 }],
    ['Match of several criteria', ['Match originalhost edge user eve', 'Port 23'], 'bob@edge', { port: 22 }],
    ['Match localuser', ['Match localuser ann', 'Port 23'], 'edge', { port: 23 }],
    ['Match exec, never run', ['Match exec "true"', 'Port 23'], 'edge', { port: 22 }],
    ['Match !exec, never run', ['Match !exec "false"', 'Port 23'], 'edge', { port: 22 }],
    ['ConnectTimeout', ['ConnectTimeout 3'], 'edge', { connectTimeoutMs: 3_000 }],
    ['no ConnectTimeout', [], 'edge', { connectTimeoutMs: 10_000 }],
    ['a time in words', ['ConnectTimeout 1m30s'], 'edge', { connectTimeoutMs: 90_000 }],
    [
      'ServerAliveInterval',
      ['ServerAliveInterval 7', 'ServerAliveCountMax 2'],
      'edge',
      { aliveIntervalMs: 7_000, aliveCountMax: 2 },
    ],
    ['HostKeyAlias', ['HostKeyAlias Core', 'Port 2222'], 'edge', { keyName: 'core', keyPort: 22 }],
    ['IdentitiesOnly', ['IdentitiesOnly yes'], 'edge', { identitiesOnly: true }],
  ])('is honoured: %s', (_what, lines, endpoint, expected) => {
    write(lines)

    expect(server(endpoint)).toMatchObject(expected)
  })

  it.each([
    ['a number that is none', ['Port none']],
    ['a keyword without a value', ['Port']],
    ['a quote that is not closed', ['User "bob']],
    ['an Include of itself', ['Include config']],
    ['a ProxyCommand', ['ProxyCommand nc %h %p']],
    ['an unknown token', ['IdentityFile ~/%q']],
  ])('is refused: %s', (_what, lines) => {
    write(lines)

    expect(reasonFor('edge')).toBe('ssh_config_invalid')
  })

  it('may be missing altogether', () => {
    expect(server('edge')).toMatchObject({ host: 'edge', user: 'ann', port: 22, agent: null })
  })

  it('takes in other files, also by pattern, relative to its folder', () => {
    write(['Include conf.d/*', 'Host edge', 'Port 24'])
    write(['Host edge', 'User bob'], 'conf.d/10-edge')
    write(['Host edge', 'User eve', 'Port 23'], 'conf.d/20-edge')

    expect(server('edge')).toMatchObject({ user: 'bob', port: 23 })
  })

  it('ends a block of an included file with that file, and takes in nothing where its own block does not fit', () => {
    write(['Host core', 'Include inner', 'Host *', 'Include other', 'Port 24'])
    write(['User bob'], 'inner')
    write(['Host core', 'User eve'], 'other')

    expect(server('edge')).toMatchObject({ user: 'ann', port: 24 })
    expect(server('core')).toMatchObject({ user: 'bob', port: 24 })
  })
})

describe('key files', () => {
  it('are those that are usually there', () => {
    const files = ['id_rsa', 'id_ecdsa', 'id_ed25519'].map((name) => join(home, '.ssh', name))

    expect(server('edge')).toMatchObject({ identityFiles: files, hasOwnIdentityFiles: false })
  })

  it('are named with tokens, and add up', () => {
    write([
      'Host edge',
      'HostName core',
      'User bob',
      'IdentityFile ~/.ssh/%h-%r-%p',
      'IdentityFile /keys/%n%%',
    ])

    expect(server('edge')).toMatchObject({
      identityFiles: [join(home, '.ssh', 'core-bob-22'), '/keys/edge%'],
      hasOwnIdentityFiles: true,
    })
  })
})

describe('the agent', () => {
  it.each<[string, readonly string[], string | null]>([
    ['that of the environment', [], '/run/agent'],
    ['none', ['IdentityAgent none'], null],
    ['a path', ['IdentityAgent /run/other'], '/run/other'],
    ['a variable', ['IdentityAgent $MY_AGENT'], '/run/mine'],
    ['the usual variable by its name', ['IdentityAgent SSH_AUTH_SOCK'], '/run/agent'],
  ])('is %s', (_what, lines, expected) => {
    write(lines)

    expect(server('edge', { SSH_AUTH_SOCK: '/run/agent', MY_AGENT: '/run/mine' })?.agent).toBe(expected)
  })
})

it('the agent of Windows answers at its pipe, where the environment names no other', () => {
  const hops = resolveHops('edge', { ...surroundings(), platform: 'win32' })

  expect(hops[0]?.agent).toBe(String.raw`\\.\pipe\openssh-ssh-agent`)
})

describe('jump hosts', () => {
  it.each<[string, readonly string[], string, readonly string[]]>([
    ['one', ['Host edge', 'ProxyJump bob@gate:2222'], 'edge', ['bob@gate:2222', 'ann@edge:22']],
    ['several', ['Host edge', 'ProxyJump a,b'], 'edge', ['ann@a:22', 'ann@b:22', 'ann@edge:22']],
    [
      'with their own configuration',
      ['Host edge', 'ProxyJump gate', 'Host gate', 'HostName 10.0.0.1', 'User bob', 'ProxyJump outer'],
      'edge',
      ['ann@outer:22', 'bob@10.0.0.1:22', 'ann@edge:22'],
    ],
    ['none', ['Host edge', 'ProxyJump none', 'Host *', 'ProxyJump gate'], 'edge', ['ann@edge:22']],
    ['as URL', ['Host edge', 'ProxyJump ssh://gate:23'], 'edge', ['ann@gate:23', 'ann@edge:22']],
  ])('are %s', (_what, lines, endpoint, expected) => {
    write(lines)

    expect(route(endpoint)).toEqual(expected)
  })

  it('that go round in circles are refused', () => {
    write(['Host edge', 'ProxyJump gate', 'Host gate', 'ProxyJump edge'])

    expect(reasonFor('edge')).toBe('ssh_config_invalid')
  })
})

describe('names to pick from', () => {
  it('are those that stand for one server', () => {
    write(['Host edge core', 'User bob', 'Host *.lan !x', 'Port 23', 'Include more', 'Host edge', 'Port 24'])
    write(['Host inner', 'HostName 10.0.0.1'], 'more')

    expect(sshNames(surroundings())).toEqual([
      { name: 'edge', hostName: 'edge', user: 'bob', port: 24 },
      { name: 'core', hostName: 'core', user: 'bob', port: 22 },
      { name: 'inner', hostName: 'inner', user: 'ann', port: 22 },
    ])
  })

  it('are none when the configuration cannot be read', () => {
    write(['Host edge', 'Port x'])

    expect(sshNames(surroundings())).toEqual([])
  })
})
