import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeRegistryAuth, RegistryAuth } from './registry-auth.ts'

let home: string
let warnings: unknown[]

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'slipway-auth-'))
  mkdirSync(join(home, '.docker'))
  warnings = []
})

afterEach(() => {
  rmSync(home, { recursive: true })
})

function auth(env: Record<string, string> = {}, helperTimeoutMs = 20_000): RegistryAuth {
  return new RegistryAuth({
    env: { PATH: `${home}:${process.env['PATH'] ?? ''}`, ...env },
    home,
    platform: 'linux',
    log: { warn: (fields, message) => warnings.push({ ...fields, message }) },
    helperTimeoutMs,
  })
}

function writeConfig(config: unknown, folder = join(home, '.docker')): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config))
}

/** A credential helper that is a shell script. */
function writeHelper(name: string, script: string): void {
  const file = join(home, `docker-credential-${name}`)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

describe('credentials in the config file', () => {
  const ann = { username: 'ann', password: 'pa:ss' }
  const entry = { auth: base64('ann:pa:ss') }

  it.each([
    ['127.0.0.1:5000', '127.0.0.1:5000'],
    ['https://127.0.0.1:5000', '127.0.0.1:5000'],
    ['http://127.0.0.1:5000/v2/', '127.0.0.1:5000'],
    ['ghcr.io', 'ghcr.io'],
  ])('under the key %s are those of %s', async (key, domain) => {
    writeConfig({ auths: { [key]: entry } })

    expect(await auth().credentialsFor(domain)).toEqual({ ...ann, serveraddress: domain })
    expect(await auth().credentialsFor('other.example')).toBeNull()
  })

  it.each([
    'https://index.docker.io/v1/',
    'docker.io',
    'index.docker.io',
    'https://registry-1.docker.io/v2/',
  ])('under the key %s are those of Docker Hub', async (key) => {
    writeConfig({ auths: { [key]: entry } })

    expect(await auth().credentialsFor('docker.io')).toEqual({
      ...ann,
      serveraddress: 'https://index.docker.io/v1/',
    })
  })

  it('prefer the key that is the very server', async () => {
    writeConfig({ auths: { 'https://ghcr.io': { auth: base64('bob:x') }, 'ghcr.io': entry } })

    expect(await auth().credentialsFor('ghcr.io')).toMatchObject({ username: 'ann' })
  })

  it('may be an identity token', async () => {
    writeConfig({ auths: { 'ghcr.io': { ...entry, identitytoken: 'tok' } } })

    expect(await auth().credentialsFor('ghcr.io')).toEqual({ identitytoken: 'tok', serveraddress: 'ghcr.io' })
  })

  it('may be written out', async () => {
    writeConfig({ auths: { 'ghcr.io': { username: 'ann', password: 'pa:ss' } } })

    expect(await auth().credentialsFor('ghcr.io')).toMatchObject(ann)
  })

  it('are read anew each time, from the folder of DOCKER_CONFIG when that is set', async () => {
    const folder = join(home, 'mine')
    const registryAuth = auth({ DOCKER_CONFIG: folder })

    expect(await registryAuth.credentialsFor('ghcr.io')).toBeNull()
    writeConfig({ auths: { 'ghcr.io': entry } }, folder)
    expect(await registryAuth.credentialsFor('ghcr.io')).toMatchObject(ann)
    expect(warnings).toEqual([])
  })

  it.each([
    [{}],
    [{ auths: null }],
    [{ auths: { 'ghcr.io': {} } }],
    [{ auths: { 'ghcr.io': { auth: '?' } } }],
  ])('that are not there mean anonymous access: %j', async (config) => {
    writeConfig(config)

    expect(await auth().credentialsFor('ghcr.io')).toBeNull()
    expect(await auth().credentialsFor('toString')).toBeNull()
  })

  it.each(['{"auths": {"ghcr.io": hunter2', '[', '"hunter2"', 'null'])(
    'that are broken are told to the log without a word of the file: %s',
    async (content) => {
      writeConfig(content)

      expect(await auth().credentialsFor('ghcr.io')).toBeNull()
      expect(warnings).toHaveLength(1)
      expect(JSON.stringify(warnings)).toContain(join(home, '.docker', 'config.json'))
      expect(JSON.stringify(warnings)).not.toContain('hunter2')
    },
  )
})

describe('a credential helper', () => {
  const answer = `echo '{"ServerURL":"x","Username":"ann","Secret":"s3cret"}'`

  it('gets the server on its standard input, and nothing in its arguments but the command', async () => {
    writeHelper('mine', `cat > '${home}/input'; echo "$@" > '${home}/arguments'; ${answer}`)
    writeConfig({ credsStore: 'mine' })

    expect(await auth().credentialsFor('docker.io')).toEqual({
      username: 'ann',
      password: 's3cret',
      serveraddress: 'https://index.docker.io/v1/',
    })
    expect(readFileSync(join(home, 'input'), 'utf8')).toBe('https://index.docker.io/v1/')
    expect(readFileSync(join(home, 'arguments'), 'utf8')).toBe('get\n')
  })

  it('of one registry goes before the store of all, and the store before what the file holds', async () => {
    writeHelper('one', answer.replace('ann', 'one'))
    writeHelper('all', answer.replace('ann', 'all'))
    const auths = { 'ghcr.io': { auth: base64('file:x') } }
    writeConfig({ credHelpers: { 'ghcr.io': 'one' }, credsStore: 'all', auths })

    expect(await auth().credentialsFor('ghcr.io')).toMatchObject({ username: 'one' })
    expect(await auth().credentialsFor('quay.io')).toMatchObject({ username: 'all' })
  })

  it('may answer with an identity token', async () => {
    writeHelper('mine', answer.replace('ann', '<token>'))
    writeConfig({ credsStore: 'mine' })

    expect(await auth().credentialsFor('ghcr.io')).toEqual({
      identitytoken: 's3cret',
      serveraddress: 'ghcr.io',
    })
  })

  it('that knows nothing of the registry means anonymous access', async () => {
    writeHelper('mine', 'echo "credentials not found in native keychain"; exit 1')
    writeConfig({ credsStore: 'mine' })

    expect(await auth().credentialsFor('ghcr.io')).toBeNull()
    expect(warnings).toEqual([])
  })

  it.each([
    ['fails', 'broken', 'echo hunter2; exit 3'],
    ['answers with no JSON', 'garbled', 'echo "{hunter2"'],
    ['is not installed', 'absent', null],
    ['has a name that leads elsewhere', '../../bin/hunter2', null],
    ['hangs', 'slow', 'echo hunter2; sleep 60 & wait'],
  ])('that %s is told to the log without a word of its output', async (_case, name, script) => {
    if (script !== null) writeHelper(name, script)
    writeConfig({ credsStore: name })

    expect(await auth({}, 300).credentialsFor('ghcr.io')).toBeNull()
    expect(warnings).toEqual([
      expect.objectContaining({ message: expect.stringContaining('credential helper') }),
    ])
    const { helper: _name, ...told } = warnings[0] as Record<string, unknown>
    expect(JSON.stringify(told)).not.toContain('hunter2')
  })
})

describe('the header for the engine', () => {
  it('is URL-safe base64 with padding', () => {
    const header = encodeRegistryAuth({ username: 'ann', password: '~~~???>>>', serveraddress: 'ghcr.io' })

    expect(header).toMatch(/^[\w-]+={0,2}$/)
    expect(header.length % 4).toBe(0)
    expect(JSON.parse(Buffer.from(header, 'base64url').toString('utf8'))).toEqual({
      username: 'ann',
      password: '~~~???>>>',
      serveraddress: 'ghcr.io',
    })
  })
})
