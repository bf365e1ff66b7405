import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  publishedPort,
  read,
  startTestApplication,
  type TestApplication,
} from '../../../scripts/test-parts/application.ts'
import { buildWebImage, pushWebImage, testEngine, testRegistry } from '../../../scripts/test-parts/images.ts'
import { makeKey, startSshd, type TestSshd } from '../../../scripts/test-parts/sshd.ts'
import type { Host, HostTest } from '../../contract/host.ts'
import { fingerprintOf } from '../ssh/host-key.ts'

const one = 'slipway-test/ssh-host:1'
const two = 'slipway-test/ssh-host:2'
const nowhere = 'unix:///nowhere/docker.sock'

let folder: string
let key: string
let lockedKey: string
let stranger: string
let sshd: TestSshd
let app: TestApplication

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-ssh-host-'))
  key = makeKey(join(folder, 'key'))
  lockedKey = makeKey(join(folder, 'locked'), { passphrase: 'open sesame' })
  stranger = makeKey(join(folder, 'stranger'))
  sshd = await startSshd({ authorizedKeys: [`${key}.pub`, `${lockedKey}.pub`], dockerHost: testEngine() })
  await buildWebImage({ reference: one, body: 'version one' })
  await buildWebImage({ reference: two, body: 'version two' })
})
afterAll(async () => {
  await sshd.stop()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  app = await startTestApplication({ engine: nowhere })
})
afterEach(async () => {
  for (const { id } of await app.services.workloads.list()) {
    await app.services.workloads.remove(id, { containers: true })
  }
  await app.dispose()
})

/** The server under a name, behind a jump host. */
function writeSshConfig(folder: string, jump: TestSshd): void {
  mkdirSync(folder, { recursive: true })
  const block = (name: string, { user, port }: TestSshd, ...more: string[]) => [
    `Host ${name}`,
    'HostName 127.0.0.1',
    `User ${user}`,
    `Port ${port}`,
    `IdentityFile ${key}`,
    ...more,
  ]
  const lines = [...block('edge', sshd, 'ProxyJump jump'), ...block('jump', jump)]
  writeFileSync(join(folder, 'config'), `${lines.join('\n')}\n`)
}

function fingerprintNow(): string {
  const [, publicKey = ''] = (sshd.hostKeys[0] ?? '').split(' ')
  return fingerprintOf(Buffer.from(publicKey, 'base64'))
}

async function create(identityFile: string | null = key, name = 'edge'): Promise<Host> {
  const endpoint = `ssh://${sshd.user}@127.0.0.1:${sshd.port}`
  return await app.services.hosts.create({ name, endpoint, identityFile, tls: null })
}

async function createTrusted(identityFile: string | null = key): Promise<Host> {
  const { id } = await create(identityFile)
  return await app.services.hosts.trust(id, fingerprintNow())
}

async function becomes(id: string, expected: Partial<Host>): Promise<void> {
  await expect.poll(() => app.services.hosts.get(id), { timeout: 20_000 }).toMatchObject(expected)
}

describe('a host over SSH', () => {
  it('is untrusted until the fingerprint that it shows is confirmed, and then online', async () => {
    const created = await create()
    expect(created).toMatchObject({
      kind: 'ssh',
      state: 'untrusted',
      reason: 'host_key_unknown',
      lastSeenAt: null,
      nextAttemptAt: null,
      hostKey: {
        server: `[127.0.0.1]:${sshd.port}`,
        type: 'ssh-ed25519',
        fingerprint: fingerprintNow(),
        knownFingerprint: null,
      },
    })

    await expect(app.services.hosts.trust(created.id, 'SHA256:another')).rejects.toMatchObject({
      code: 'fingerprint_mismatch',
      status: 409,
      data: { fingerprint: fingerprintNow() },
    })
    expect(app.services.hosts.get(created.id).state).toBe('untrusted')

    expect(await app.services.hosts.trust(created.id, fingerprintNow())).toMatchObject({
      state: 'online',
      reason: null,
      engine: { os: 'linux' },
      sshWay: 'forward',
      hostKey: { fingerprint: fingerprintNow() },
      lastSeenAt: expect.any(Number),
    })
    expect(app.services.hosts.list().map(({ name }) => name)).toEqual(['local', 'edge'])
  })

  it('is refused with both fingerprints when its key has changed, and asks again once it was added anew', async () => {
    const { id } = await createTrusted()
    const before = fingerprintNow()
    await sshd.kill()
    sshd.renewHostKeys()
    await sshd.restart()

    await becomes(id, {
      state: 'refused',
      reason: 'host_key_changed',
      nextAttemptAt: null,
      hostKey: {
        server: `[127.0.0.1]:${sshd.port}`,
        type: 'ssh-ed25519',
        fingerprint: fingerprintNow(),
        knownFingerprint: before,
      },
    })
    await expect(app.services.hosts.trust(id, fingerprintNow())).rejects.toMatchObject({
      code: 'fingerprint_mismatch',
    })
    await app.services.hosts.remove(id)
    expect(await create()).toMatchObject({ state: 'untrusted', hostKey: { knownFingerprint: null } })
  })

  it('with apps asks about its new key once the old one was removed with ssh-keygen', async () => {
    const { id } = await createTrusted()
    await app.add('shop', { reference: one }, { hostId: id })
    await sshd.kill()
    sshd.renewHostKeys()
    await sshd.restart()
    await becomes(id, { state: 'refused', reason: 'host_key_changed' })

    const file = join(app.dataDir, 'slipway.known_hosts')
    execFileSync('ssh-keygen', ['-R', `[127.0.0.1]:${sshd.port}`, '-f', file], { stdio: 'ignore' })

    await becomes(id, { state: 'untrusted', reason: 'host_key_unknown' })
    expect(await app.services.hosts.trust(id, fingerprintNow())).toMatchObject({ state: 'online' })
  })

  it('is refused when its key is revoked, and comes back once the file says otherwise', async () => {
    const { id } = await createTrusted()
    const file = join(app.dataDir, 'slipway.known_hosts')
    const trusted = readFileSync(file, 'utf8')
    writeFileSync(file, `@revoked ${trusted}`)
    await sshd.kill()
    await sshd.restart()
    await becomes(id, { state: 'refused', reason: 'host_key_revoked' })

    writeFileSync(file, trusted)
    await becomes(id, { state: 'online', reason: null })
  })

  it('is refused to a key that the server does not take, and knocks no second time by itself', async () => {
    const refused = await createTrusted(stranger)
    expect(refused).toMatchObject({ state: 'refused', reason: 'auth_refused', nextAttemptAt: null })
    const knocks = sshd.log().match(/Connection from/g)?.length

    expect(await app.services.hosts.update(refused.id, { name: 'front' })).toMatchObject({ name: 'front' })
    expect(sshd.log().match(/Connection from/g)?.length).toBe(knocks)
    expect(await app.services.hosts.update(refused.id, { identityFile: key })).toMatchObject({
      state: 'online',
    })
  })

  it('asks for the passphrase of a key, and keeps it for the next start only when told to', async () => {
    const { id, ...locked } = await createTrusted(lockedKey)
    expect(locked).toMatchObject({ state: 'refused', reason: 'passphrase_needed' })
    expect(await app.services.hosts.unlock(id, { passphrase: 'abracadabra', keep: true })).toMatchObject({
      state: 'refused',
      reason: 'passphrase_wrong',
    })
    expect(await app.services.hosts.unlock(id, { passphrase: 'open sesame', keep: false })).toMatchObject({
      state: 'online',
    })

    const restart = async () => {
      const { dataDir, home } = app
      await app.close()
      app = await startTestApplication({ engine: nowhere, dataDir, home })
      return await app.services.hosts.check(id)
    }
    const seen = app.services.hosts.get(id)
    expect(await restart()).toMatchObject({
      reason: 'passphrase_needed',
      engine: seen.engine,
      lastSeenAt: expect.any(Number),
    })
    await app.services.hosts.unlock(id, { passphrase: 'open sesame', keep: true })
    expect(await restart()).toMatchObject({ state: 'online' })
    const stored =
      readFileSync(join(app.dataDir, 'slipway.db')) + readFileSync(join(app.dataDir, 'slipway.log'), 'utf8')
    expect(stored).not.toContain('open sesame')
  })

  it('goes offline with its connection, and comes back by itself', async () => {
    const { id } = await createTrusted()
    await sshd.kill()
    await becomes(id, { state: 'offline' })
    expect(app.services.hosts.get(id)).toMatchObject({
      engine: { os: 'linux' },
      lastSeenAt: expect.any(Number),
      nextAttemptAt: expect.any(Number),
    })
    await sshd.restart()
    await becomes(id, { state: 'online', reason: null, nextAttemptAt: null })
  })

  it('is known by its name from the configuration, through a jump host that is confirmed first', async () => {
    const jump = await startSshd({ authorizedKeys: [`${key}.pub`] })
    try {
      writeSshConfig(join(app.home, '.ssh'), jump)
      const { user, port } = sshd
      expect(await app.services.hosts.sshNames()).toContainEqual({
        name: 'edge',
        hostName: '127.0.0.1',
        user,
        port,
      })
      const input = { name: 'edge', endpoint: 'edge', identityFile: null, tls: null }
      const { id, ...first } = await app.services.hosts.create(input)
      expect(first).toMatchObject({ state: 'untrusted', hostKey: { server: `[127.0.0.1]:${jump.port}` } })
      const second = await app.services.hosts.trust(id, first.hostKey?.fingerprint ?? '')
      expect(second).toMatchObject({ state: 'untrusted', hostKey: { server: `[127.0.0.1]:${port}` } })
      expect(await app.services.hosts.trust(id, fingerprintNow())).toMatchObject({ state: 'online' })
      await app.services.hosts.remove(id)
    } finally {
      await jump.stop()
    }
  })
})

describe('the test of a connection', () => {
  const test = (port: number, identityFile = key) =>
    app.services.hosts.test({ endpoint: `ssh://${sshd.user}@127.0.0.1:${port}`, identityFile, tls: null })
  const results = ({ steps }: HostTest) => steps.map(({ result }) => result)

  it('tells of each step up to the one that fails, and keeps nothing', async () => {
    const shown = await test(sshd.port)
    expect(results(shown)).toEqual(['passed', 'passed', 'failed', 'skipped', 'skipped', 'skipped'])
    expect(shown.steps[2]).toMatchObject({ step: 'key', reason: 'host_key_unknown' })
    expect(shown.hostKey).toMatchObject({ fingerprint: fingerprintNow() })
    expect((await test(1)).steps[1]).toMatchObject({ step: 'port', result: 'failed', reason: 'port_closed' })

    await createTrusted()
    expect((await test(sshd.port, stranger)).steps[3]).toMatchObject({ reason: 'auth_refused' })
    const whole = await test(sshd.port)
    expect(results(whole)).toEqual(Array.from({ length: 6 }, () => 'passed'))
    expect(whole.steps[5]?.detail).toMatch(/^\d+\.\d+.* \(API 1\.\d+\)$/)
    expect(app.services.hosts.list()).toHaveLength(2)
  })
})

describe('an app on a host over SSH', () => {
  it('is deployed and rolled back', async () => {
    const { id: hostId } = await createTrusted()
    const { ports, url } = await publishedPort()
    const workload = await app.add('shop', { reference: one, ports }, { hostId })
    const first = await app.deploy(workload)
    expect(first).toMatchObject({ outcome: 'succeeded', hostId })
    expect(await read(url)).toBe('version one')
    expect(await app.deploy(workload, two)).toMatchObject({ outcome: 'succeeded' })
    expect(await read(url)).toBe('version two')
    expect(await app.rollback(workload, first.id)).toMatchObject({ outcome: 'succeeded' })
    expect(await read(url)).toBe('version one')
  })

  it('keeps the old container when the connection is cut in the middle of a pull, and goes on when it is back', async () => {
    const { id: hostId } = await createTrusted()
    const { ports, url } = await publishedPort()
    const workload = await app.add('shop', { reference: one, ports }, { hostId })
    await app.deploy(workload)
    const large = {
      reference: `${testRegistry()}/ssh-host:large`,
      body: 'version three',
      ballastMegabytes: 60,
    }
    await pushWebImage(large)

    const reference = large.reference
    const deployId = await app.services.deploys.start(workload.id, { reference, actor: 'local' })
    await app.waitFor(({ type }) => type === 'deploy.progress')
    await sshd.kill()
    expect(await app.ended(workload.id, deployId)).toMatchObject({
      outcome: 'failed',
      errorCode: 'host_unreachable',
      phase: 'pull',
    })
    expect(await read(url)).toBe('version one')
    await becomes(hostId, { state: 'offline' })

    const queued = await app.services.deploys.start(workload.id, {
      reference,
      whenAway: 'queue',
      actor: 'local',
    })
    expect(await app.services.deploys.get(workload.id, queued)).toMatchObject({
      outcome: 'queued',
      waitsForHost: true,
    })
    await sshd.restart()
    await becomes(hostId, { state: 'online' })
    expect(await app.ended(workload.id, queued)).toMatchObject({ outcome: 'succeeded' })
    expect(await read(url)).toBe('version three')
  })

  it('is deployed through few sessions, too, where the server forwards nothing, and the host stays online', async () => {
    const strict = await startSshd({
      authorizedKeys: [`${key}.pub`],
      dockerHost: testEngine(),
      settings: ['AllowStreamLocalForwarding no', 'MaxSessions 3'],
    })
    try {
      const endpoint = `ssh://${strict.user}@127.0.0.1:${strict.port}`
      const input = { name: 'strict', endpoint, identityFile: key, tls: null }
      const { id: hostId, hostKey } = await app.services.hosts.create(input)
      expect(await app.services.hosts.trust(hostId, hostKey?.fingerprint ?? '')).toMatchObject({
        state: 'online',
        sshWay: 'dial_stdio',
      })
      const workload = await app.add('shop', { reference: one }, { hostId })
      expect(await app.deploy(workload)).toMatchObject({ outcome: 'succeeded' })
      expect(await app.deploy(workload, two)).toMatchObject({ outcome: 'succeeded' })
      await app.services.workloads.remove(workload.id, { containers: true })
      const states = app.events.flatMap((event) =>
        event.type === 'host.changed' && event.host.id === hostId ? [event.host.state] : [],
      )
      expect(states.slice(states.indexOf('online'))).not.toContain('offline')
      await app.services.hosts.remove(hostId)
    } finally {
      await strict.stop()
    }
  })

  it('keeps its host from being removed', async () => {
    const { id: hostId } = await createTrusted()
    const { id } = await app.add('shop', { reference: one }, { hostId })
    await expect(app.services.hosts.remove(hostId)).rejects.toMatchObject({
      code: 'host_in_use',
      status: 409,
      data: { workloads: ['shop'] },
    })
    await app.services.workloads.remove(id, { containers: true })
    await app.services.hosts.remove(hostId)
    expect(() => app.services.hosts.get(hostId)).toThrow(/nothing with this id/)
    await app.waitFor((event) => event.type === 'host.removed' && event.hostId === hostId)
  })
})
