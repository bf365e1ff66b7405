import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostCreate } from '../../contract/host.ts'
import { openStore } from '../db/open.ts'
import { KeyFileSealer } from '../secrets/key-file.ts'
import { Secrets } from '../secrets/secrets.ts'
import { type WiredHosts, wireHosts } from '../wire-hosts.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
/** Where nothing listens: the whole way is gone, and fails at once. */
const closed: HostCreate = { name: 'edge', endpoint: 'tcp://127.0.0.1:1', identityFile: null, tls: null }

let folder: string
let db: Database.Database
let hosts: WiredHosts
let removed: string[]

async function start(): Promise<void> {
  hosts = wireHosts({
    db,
    dataDir: folder,
    env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    home: folder,
    credentials: { credentialsFor: () => Promise.resolve(null) },
    secrets: new Secrets(db, [new KeyFileSealer(join(folder, 'slipway.key'))], quiet),
    log: quiet,
    statsWayOf: () => null,
    onRemoved: (id) => removed.push(id),
  })
  await hosts.start()
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-configured-'))
  db = openStore(':memory:')
  removed = []
  await start()
})
afterEach(async () => {
  await hosts.stop()
  db.close()
  rmSync(folder, { recursive: true })
})

const names = () => hosts.registry.list().map(({ name }) => name)

describe('hosts that the user adds', () => {
  it('are told of after the first attempt, whatever came of it', async () => {
    expect(await hosts.configured.create(closed)).toMatchObject({
      kind: 'tcp',
      state: 'offline',
      reason: 'port_closed',
      endpoint: 'tcp://127.0.0.1:1',
    })
    expect(names()).toEqual(['local', 'edge'])
  })

  it('are there again after a restart, with what was last seen of them', async () => {
    const { id } = await hosts.configured.create(closed)
    const engine = { version: '27', apiVersion: '1.46', os: 'linux', arch: 'amd64', product: 'docker' }
    db.prepare('UPDATE hosts SET engine = ?, last_seen_at = 5').run(JSON.stringify(engine))
    await hosts.stop()
    await start()
    expect(hosts.registry.get(id)).toMatchObject({ name: 'edge', engine: { version: '27' }, lastSeenAt: 5 })
    expect(hosts.registry.get('local')).toMatchObject({ engine: { version: '27' }, lastSeenAt: 5 })
  })

  it('on this computer are reached without TLS after a restart, too', async () => {
    const { id } = await hosts.configured.create(closed)
    await hosts.stop()
    await start()
    await expect.poll(() => hosts.registry.get(id)).toMatchObject({ state: 'offline', reason: 'port_closed' })
  })

  it('are not told of any more when they are removed while they are being changed', async () => {
    const { id } = await hosts.configured.create(closed)
    const told: string[] = []
    let isGone = false
    hosts.registry.onChange((host) => {
      if (isGone) told.push(host.id)
    })

    const changing = hosts.configured.update(id, { endpoint: 'tcp://127.0.0.1:2' })
    const removing = hosts.configured.remove(id)
    isGone = true

    await expect(changing).rejects.toMatchObject({ code: 'not_found' })
    await removing
    expect(told).toEqual([])
  })

  it('start also when what they were added with is gone', async () => {
    await hosts.stop()
    const insert = 'INSERT INTO hosts (id, name, kind, endpoint, created_at) VALUES (?, ?, ?, ?, 1)'
    db.prepare(insert).run('h1', 'edge', 'tcp', 'tcp://edge.lan:2376')
    await start()
    await expect
      .poll(() => hosts.registry.get('h1'))
      .toMatchObject({
        state: 'refused',
        reason: 'tls_files_unreadable',
      })
  })

  it.each([
    ['an address with a password', { endpoint: 'ssh://deploy:secret@edge' }, 'endpoint'],
    ['plain TCP to another computer', { endpoint: 'tcp://10.0.0.1:2375' }, 'tls'],
    ['a key file for TCP', { identityFile: '~/.ssh/id' }, 'identityFile'],
  ])('are refused with %s, and nothing is stored', async (_what, given, path) => {
    await expect(hosts.configured.create({ ...closed, ...given })).rejects.toMatchObject({
      code: 'invalid_input',
      data: { path },
    })
    expect(names()).toEqual(['local'])
  })

  it('have names of their own, whatever the case of the letters', async () => {
    const { id } = await hosts.configured.create(closed)
    for (const name of ['EDGE', 'local']) {
      await expect(hosts.configured.create({ ...closed, name })).rejects.toMatchObject({ code: 'name_taken' })
    }
    expect(await hosts.configured.update(id, { name: 'Edge' })).toMatchObject({ id, name: 'Edge' })
    await expect(hosts.configured.update(id, { name: 'Local' })).rejects.toMatchObject({ code: 'name_taken' })
  })

  it('are connected anew when they move, and were never seen there', async () => {
    const { id } = await hosts.configured.create(closed)
    db.prepare(`UPDATE hosts SET engine = '{}', last_seen_at = 5 WHERE id = ?`).run(id)
    expect(await hosts.configured.update(id, { endpoint: 'tcp://127.0.0.1:2' })).toMatchObject({
      endpoint: 'tcp://127.0.0.1:2',
      state: 'offline',
      engine: null,
      lastSeenAt: null,
    })
    await expect(hosts.configured.update(id, { endpoint: 'tcp://edge' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    expect(hosts.registry.get(id)).toMatchObject({ endpoint: 'tcp://127.0.0.1:2' })
  })

  it('go without a trace, and are told of', async () => {
    const { id } = await hosts.configured.create(closed)
    await hosts.configured.remove(id)
    expect(removed).toEqual([id])
    expect(names()).toEqual(['local'])
    expect(db.prepare('SELECT count(*) AS n FROM hosts').get()).toEqual({ n: 1 })
    await expect(hosts.configured.remove(id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('show no key to be trusted where there is none', async () => {
    const { id } = await hosts.configured.create(closed)
    await expect(hosts.configured.trust(id, 'SHA256:1')).rejects.toMatchObject({
      code: 'fingerprint_mismatch',
      data: { fingerprint: null },
    })
    expect(await hosts.configured.unlock(id, { passphrase: 'x', keep: true })).toMatchObject({ id })
    expect(db.prepare('SELECT count(*) AS n FROM secrets').get()).toEqual({ n: 0 })
  })

  it('are not this computer', async () => {
    const { configured } = hosts
    const calls = [
      configured.update('local', { name: 'mine' }),
      configured.remove('local'),
      configured.trust('local', 'SHA256:1'),
      configured.unlock('local', { passphrase: 'x', keep: false }),
    ]
    for (const { status, reason } of (await Promise.allSettled(calls)) as PromiseRejectedResult[]) {
      expect({ status, code: reason.code }).toEqual({ status: 'rejected', code: 'host_is_local' })
    }
  })
})

describe('the test of a connection over TCP', () => {
  const steps = async (endpoint: string) => (await hosts.test({ ...closed, endpoint })).steps

  it('tells where it ends', async () => {
    expect(await steps('tcp://127.0.0.1:1')).toMatchObject([
      { step: 'name', result: 'passed', detail: '127.0.0.1' },
      { step: 'port', result: 'failed', reason: 'port_closed' },
      { result: 'skipped' },
      { result: 'skipped' },
      { result: 'skipped' },
      { result: 'skipped' },
    ])
    const tls = { ca: null, cert: '/nowhere/cert.pem', key: '/nowhere/key.pem' }
    const unread = await hosts.test({ ...closed, endpoint: 'tcp://127.0.0.1:1', tls })
    expect(unread.steps[3]).toMatchObject({ step: 'auth', reason: 'tls_files_unreadable' })
    expect(names()).toEqual(['local'])
  })
})
