import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ensureInstalled } from '../../../scripts/test-parts/packages.ts'
import { resolveHops } from './config.ts'

/** What OpenSSH itself makes of a configuration. */
function askOpenssh(file: string, name: string) {
  const lines = execFileSync('ssh', ['-G', '-F', file, name], { encoding: 'utf8' }).trim().split('\n')
  const values = lines.map((line) => /^(\S+) (.*)$/.exec(line)?.slice(1) ?? [])
  const all = (keyword: string) => values.flatMap(([word, value = '']) => (word === keyword ? [value] : []))
  const first = (keyword: string) => all(keyword)[0] ?? ''
  return {
    host: first('hostname'),
    port: Number(first('port')),
    user: first('user'),
    identityFiles: all('identityfile').map((path) => path.replace(/^~/, homedir())),
    identitiesOnly: first('identitiesonly') === 'yes',
    aliveIntervalMs: Number(first('serveraliveinterval')) * 1_000,
    aliveCountMax: Number(first('serveralivecountmax')),
    jumps: first('proxyjump') === '' || first('proxyjump') === 'none' ? [] : first('proxyjump').split(','),
  }
}

const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['nothing', [], ['edge', 'bob@edge', 'ssh://bob@edge:2222']],
  [
    'patterns',
    ['Host *.lan !core.lan', 'User bob', 'Host edge? core.lan', 'Port 2222', 'Host *', 'User eve', 'Port 23'],
    ['edge.lan', 'core.lan', 'edge1', 'edge', 'EDGE.lan'],
  ],
  [
    'names',
    ['Host edge', 'HostName %h.example.org', 'Host up', 'HostName UP.Example.org'],
    ['edge', 'up', 'core'],
  ],
  [
    'files',
    [
      'Host edge',
      'IdentityFile ~/.ssh/one',
      'IdentityFile /keys/two',
      'IdentitiesOnly yes',
      'Host *',
      'IdentityFile /keys/three',
    ],
    ['edge', 'core'],
  ],
  [
    'matches',
    [
      'Match originalhost edge',
      'HostName core',
      'Match host core',
      'User bob',
      'Match user bob !originalhost other',
      'Port 2222',
      'Match all',
      'ServerAliveInterval 7',
    ],
    ['edge', 'core', 'other', 'bob@other'],
  ],
  ['quotes', ['Host "edge"', 'User "bob" # not eve', 'HostName="core"', 'Port = 2222'], ['edge']],
  ['times', ['ServerAliveInterval 1m30s', 'ServerAliveCountMax 5'], ['edge']],
  [
    'jumps',
    ['Host edge', 'ProxyJump gate', 'Host core', 'ProxyJump none', 'Host * !outer !gate', 'ProxyJump outer'],
    ['edge', 'core'],
  ],
]

describe('a configuration means what OpenSSH takes it for', () => {
  it.each(cases)('%s', (_what, lines, names) => {
    ensureInstalled(['sshd'])
    const folder = mkdtempSync(join(tmpdir(), 'slipway-ssh-g-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const configFile = join(folder, 'config')
    writeFileSync(configFile, `${lines.join('\n')}\n`)
    const surroundings = { env: {}, home: homedir(), localUser: userInfo().username, configFile }

    for (const name of names) {
      const hops = resolveHops(name, surroundings)
      const expected = askOpenssh(configFile, name)
      const { identityFiles, name: _name, ...ours } = hops.at(-1) ?? { identityFiles: [] }
      const jumps = hops.slice(0, -1).map((hop) => hop.name)
      const usual = expected.identityFiles.filter((file) => !/_sk$|_xmss$|_dsa$/.test(file))

      expect({ name, ...ours, identityFiles, jumps }).toMatchObject({
        name,
        ...expected,
        identityFiles: usual,
      })
    }
  })
})
