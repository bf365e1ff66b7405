import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  publishedPort,
  read,
  startTestApplication,
  type TestApplication,
} from '../../../scripts/test-parts/application.ts'
import { askEngine, callEngine, getFromEngine } from '../../../scripts/test-parts/engine-api.ts'
import { baseImage, buildWebImage, pushWebImage, testEngine } from '../../../scripts/test-parts/images.ts'
import { startRegistry, type TestRegistry } from '../../../scripts/test-parts/registry.ts'

interface ListedContainer {
  readonly Id: string
  readonly Names: readonly string[]
  readonly State: string
  readonly Labels: Readonly<Record<string, string>>
}

const engine = testEngine()
let registry: TestRegistry
let app: TestApplication
let web: { one: string; two: string; exits: string; unhealthy: string; healthy: string }

/** Containers that run or ran a workload, by name. */
async function containersOf(workloadId: string, role = 'workload'): Promise<Record<string, string>> {
  const filters = encodeURIComponent(
    JSON.stringify({ label: [`dev.slipway.workload=${workloadId}`, `dev.slipway.role=${role}`] }),
  )
  const found = await getFromEngine<ListedContainer[]>(engine, `/containers/json?all=1&filters=${filters}`)
  return Object.fromEntries(found.map(({ Names, State }) => [Names[0]?.slice(1) ?? '', State]))
}

async function idOf(name: string): Promise<string> {
  return (await getFromEngine<{ Id: string }>(engine, `/containers/${name}/json`)).Id
}

/** Resolves when what follows a success (removing the old, keeping images) is done. */
async function tidied(workloadId: string): Promise<void> {
  await expect.poll(async () => Object.keys(await containersOf(workloadId)).length).toBeLessThanOrEqual(1)
}

beforeAll(async () => {
  registry = await startRegistry()
  const at = (tag: string) => `${registry.address}/web:${tag}`
  web = { one: at('1'), two: at('2'), exits: at('exits'), unhealthy: at('unhealthy'), healthy: at('healthy') }
  await pushWebImage({ reference: web.one, body: 'version one' })
  await pushWebImage({ reference: web.two, body: 'version two' })
  await pushWebImage({ reference: web.exits, body: '', variant: 'exits' })
  await pushWebImage({ reference: web.unhealthy, body: 'sick', variant: 'unhealthy' })
  await pushWebImage({ reference: web.healthy, body: 'well', variant: 'healthy' })
})
afterAll(async () => registry.stop())
beforeEach(async () => {
  app = await startTestApplication({ engine })
})
afterEach(async () => {
  await registry.restart()
  for (const { id } of await app.services.workloads.list()) {
    await app.services.workloads.remove(id, { containers: true })
  }
  await app.dispose()
})

describe('a first deploy', () => {
  it('pins the reference, pulls it by its digest, runs it under the workload’s name and records all of it', async () => {
    const { ports, url } = await publishedPort()
    const workload = await app.add('shop', { reference: web.one, ports })
    const deploy = await app.deploy(workload)

    expect(deploy).toMatchObject({
      seq: 1,
      kind: 'deploy',
      reason: 'manual',
      outcome: 'succeeded',
      errorCode: null,
      reference: web.one,
      pinned: {
        reference: web.one,
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        imageId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        platform: 'linux/amd64',
      },
      replacement: 'first',
      current: true,
      replay: 'local',
      config: { source: { reference: web.one, restart: 'unless-stopped' } },
    })
    await expect.poll(() => read(url)).toBe('version one')
    expect(await containersOf(workload.id)).toEqual({ shop: 'running' })
    expect(await app.services.workloads.get(workload.id)).toMatchObject({ current: { id: deploy.id } })
  })

  it('tells of each layer while it pulls', async () => {
    const reference = `${registry.address}/heavy:1`
    await pushWebImage({ reference, body: 'heavy', ballastMegabytes: 8 })
    const workload = await app.add('heavy', { reference })
    const deploy = await app.deploy(workload)
    const layers = app.events.flatMap((event) =>
      event.type === 'deploy.progress' && event.progress.deployId === deploy.id ? event.progress.layers : [],
    )
    expect(layers.some(({ totalBytes }) => totalBytes > 8_000_000)).toBe(true)
    expect(layers.some(({ state }) => state === 'done')).toBe(true)
  })

  it('runs an image that exists only on the host, pinned to its id', async () => {
    const imageId = await buildWebImage({ reference: 'slipway-test/local-only:1', body: 'local' })
    const workload = await app.add('local', { reference: 'slipway-test/local-only:1' })
    expect(await app.deploy(workload)).toMatchObject({
      outcome: 'succeeded',
      pinned: { digest: null, imageId },
    })
  })

  it('waits for the healthcheck where there is one', async () => {
    const workload = await app.add('well', { reference: web.healthy })
    expect(await app.deploy(workload)).toMatchObject({ outcome: 'succeeded', healthStatus: 'healthy' })
  })

  it.each([
    ['a reference that does not exist', () => `${registry.address}/web:none`, 'image_not_found', 'resolve'],
    ['a registry that is not there', () => '127.0.0.1:1/web:1', 'registry_unreachable', 'resolve'],
    ['a container that exits', () => web.exits, 'exited_early', 'gate'],
    ['a container that is unhealthy', () => web.unhealthy, 'health_unhealthy', 'gate'],
  ])('fails on %s and leaves nothing behind', async (_what, reference, errorCode, phase) => {
    const workload = await app.add('shop', { reference: reference() })
    expect(await app.deploy(workload)).toMatchObject({ outcome: 'failed', errorCode, phase, current: false })
    expect(await containersOf(workload.id)).toEqual({})
  })

  it('names the exit code of a container that exits', async () => {
    const workload = await app.add('shop', { reference: web.exits, restart: 'no' })
    expect(await app.deploy(workload)).toMatchObject({ errorCode: 'exited_early', exitCode: 3 })
  })

  it('gives up on a healthcheck that does not come to an end', async () => {
    const healthcheck = { test: ['CMD', 'sleep', '60'], intervalMs: 60_000, timeoutMs: 60_000 }
    const workload = await app.add(
      'slow',
      { reference: web.one, healthcheck },
      { gate: { settleMs: 100, timeoutMs: 1_000 } },
    )
    expect(await app.deploy(workload)).toMatchObject({
      outcome: 'failed',
      errorCode: 'health_timeout',
      healthStatus: 'starting',
    })
  })

  it('fails on a command that is not there', async () => {
    const workload = await app.add('shop', {
      reference: web.one,
      command: ['/no/such/program'],
      entrypoint: ['/none'],
    })
    expect(await app.deploy(workload)).toMatchObject({ outcome: 'failed', errorCode: 'start_failed' })
  })

  it('fails on a network that is not there', async () => {
    const workload = await app.add('shop', { reference: web.one, network: 'slipway-no-such-network' })
    expect(await app.deploy(workload)).toMatchObject({ outcome: 'failed', errorCode: 'network_not_found' })
  })
})

describe('what Slipway did not create', () => {
  const foreign = async (name: string, more: object = {}) => {
    const made = await askEngine(engine, 'POST', `/containers/create?name=${name}`, {
      Image: baseImage,
      Cmd: ['/bin/sleep', '600'],
      ...more,
    })
    const { Id } = JSON.parse(made) as { Id: string }
    await askEngine(engine, 'POST', `/containers/${Id}/start`)
    return Id
  }
  const remove = (id: string) => callEngine(engine, 'DELETE', `/containers/${id}?force=1`)

  it('keeps its name: a deploy that wants it fails and touches nothing', async () => {
    const id = await foreign('shop')
    try {
      const workload = await app.add('shop', { reference: web.one })
      expect(await app.deploy(workload)).toMatchObject({ outcome: 'failed', errorCode: 'name_in_use' })
      expect(await idOf('shop')).toBe(id)
    } finally {
      await remove(id)
    }
  })

  it('keeps its port: the old container runs again', async () => {
    const { ports, url } = await publishedPort()
    const taken = await publishedPort()
    const binding = [{ HostIp: '127.0.0.1', HostPort: new URL(taken.url).port }]
    const id = await foreign('slipway-test-foreign', {
      ExposedPorts: { '8080/tcp': {} },
      HostConfig: { PortBindings: { '8080/tcp': binding } },
    })
    try {
      const workload = await app.add('shop', { reference: web.one, ports })
      await app.deploy(workload)
      await app.services.workloads.update(workload.id, { source: { ports: taken.ports } })
      expect(await app.deploy(workload)).toMatchObject({ outcome: 'rolled_back', errorCode: 'port_in_use' })
      await expect.poll(() => read(url)).toBe('version one')
    } finally {
      await remove(id)
    }
  })

  it('stays when it bears our labels, as containers of a committed image do', async () => {
    const workload = await app.add('shop', { reference: web.one })
    const deploy = await app.deploy(workload)
    const labels = {
      'dev.slipway.workload': workload.id,
      'dev.slipway.deploy': deploy.id,
      'dev.slipway.role': 'workload',
    }
    const id = await foreign('slipway-test-lookalike', { Labels: labels })
    try {
      await app.deploy(workload, web.two)
      await app.services.workloads.remove(workload.id, { containers: true })
      expect(await idOf('slipway-test-lookalike')).toBe(id)
    } finally {
      await remove(id)
    }
  })
})

describe('a redeploy', () => {
  it('replaces the container where a published port forbids two, and says so', async () => {
    const { ports, url } = await publishedPort()
    const workload = await app.add('shop', { reference: web.one, ports })
    const first = await app.deploy(workload)
    const second = await app.deploy(workload, web.two)
    expect(second).toMatchObject({ outcome: 'succeeded', replacement: 'recreate', previousId: first.id })
    await expect.poll(() => read(url)).toBe('version two')
    await tidied(workload.id)
    expect(await containersOf(workload.id)).toEqual({ shop: 'running' })
    const { deploys } = await app.services.deploys.list(workload.id, { limit: 10 })
    expect(deploys.map(({ seq, current }) => [seq, current])).toEqual([
      [2, true],
      [1, false],
    ])
  })

  it('starts the new one beside the old one where nothing forbids it, and says so', async () => {
    const workload = await app.add('shop', { reference: web.one })
    await app.deploy(workload)
    const before = await idOf('shop')
    expect(await app.deploy(workload, web.two)).toMatchObject({
      outcome: 'succeeded',
      replacement: 'overlap',
    })
    expect(await idOf('shop')).not.toBe(before)
    await tidied(workload.id)
    expect(await containersOf(workload.id)).toEqual({ shop: 'running' })
  })

  it('restarts nothing when nothing has changed', async () => {
    const workload = await app.add('shop', { reference: web.one })
    await app.deploy(workload)
    const before = await idOf('shop')
    const again = await app.deploy(workload)
    expect(again).toMatchObject({ outcome: 'succeeded', replacement: 'unchanged', current: true, seq: 2 })
    expect(await idOf('shop')).toBe(before)
  })

  it('makes a new container when only the configuration has changed', async () => {
    const workload = await app.add('shop', { reference: web.one })
    await app.deploy(workload)
    await app.services.workloads.update(workload.id, { source: { labels: { tier: 'gold' } } })
    expect(await app.deploy(workload)).toMatchObject({ replacement: 'overlap' })
  })

  it('brings back a container that somebody stopped or removed', async () => {
    const workload = await app.add('shop', { reference: web.one })
    await app.deploy(workload)
    await askEngine(engine, 'POST', '/containers/shop/stop?t=1')
    expect(await app.deploy(workload)).toMatchObject({ outcome: 'succeeded', replacement: 'recreate' })
    await tidied(workload.id)
    await askEngine(engine, 'DELETE', '/containers/shop?force=1')
    expect(await app.deploy(workload)).toMatchObject({ outcome: 'succeeded', replacement: 'first' })
    expect(await containersOf(workload.id)).toEqual({ shop: 'running' })
  })

  it('follows a new name of the workload without a restart', async () => {
    const workload = await app.add('shop', { reference: web.one })
    await app.deploy(workload)
    const before = await idOf('shop')
    await app.services.workloads.update(workload.id, { name: 'store' })
    expect(await app.deploy(workload)).toMatchObject({ replacement: 'unchanged' })
    expect(await idOf('store')).toBe(before)
  })

  it.each([
    ['exits', () => web.exits, 'exited_early'],
    ['is unhealthy', () => web.unhealthy, 'health_unhealthy'],
  ])('that %s puts the old container back, which answers again', async (_what, reference, errorCode) => {
    const { ports, url } = await publishedPort()
    const workload = await app.add('shop', { reference: web.one, ports })
    const first = await app.deploy(workload)
    const before = await idOf('shop')
    expect(await app.deploy(workload, reference())).toMatchObject({ outcome: 'rolled_back', errorCode })
    await expect.poll(() => read(url)).toBe('version one')
    expect(await idOf('shop')).toBe(before)
    expect(await containersOf(workload.id)).toEqual({ shop: 'running' })
    expect(await app.services.deploys.get(workload.id, first.id)).toMatchObject({ current: true })
  })

  it('that fails beside a running old one never takes the old one away', async () => {
    const workload = await app.add('shop', { reference: web.one })
    await app.deploy(workload)
    const before = await idOf('shop')
    expect(await app.deploy(workload, web.exits)).toMatchObject({ outcome: 'rolled_back' })
    expect(await idOf('shop')).toBe(before)
    expect(await containersOf(workload.id)).toEqual({ shop: 'running' })
  })

  it('that fails leaves a container stopped that was stopped before', async () => {
    const { ports } = await publishedPort()
    const workload = await app.add('shop', { reference: web.one, ports })
    await app.deploy(workload)
    await askEngine(engine, 'POST', '/containers/shop/stop?t=1')
    await app.deploy(workload, web.exits)
    expect(await containersOf(workload.id)).toEqual({ shop: 'exited' })
  })
})

describe('cancelling', () => {
  it.each([
    ['while the gate is waited at', 'gate'],
    ['while the new container starts', 'start'],
    ['while the old container stops', 'stop'],
  ] as const)('%s puts the old container back', async (_when, phase) => {
    const { ports, url } = await publishedPort()
    const workload = await app.add(
      'shop',
      { reference: web.one, ports },
      { gate: { settleMs: 5_000, timeoutMs: 5_000 } },
    )
    await app.services.workloads.update(workload.id, { gate: { settleMs: 100 } })
    await app.deploy(workload)
    await app.services.workloads.update(workload.id, { gate: { settleMs: 60_000 } })
    const deployId = await app.services.deploys.start(workload.id, { reference: web.two, actor: 'local' })
    await app.waitFor(
      (event) =>
        event.type === 'deploy.changed' && event.deploy.id === deployId && event.deploy.phase === phase,
    )
    await app.services.deploys.cancel(workload.id, deployId)
    expect(await app.ended(workload.id, deployId)).toMatchObject({
      outcome: 'cancelled',
      errorCode: 'cancelled',
    })
    await expect.poll(() => read(url)).toBe('version one')
    expect(await containersOf(workload.id)).toEqual({ shop: 'running' })
  })

  it('breaks off a pull', async () => {
    const reference = `${registry.address}/big:1`
    await pushWebImage({ reference, body: 'big', ballastMegabytes: 120 })
    const workload = await app.add('big', { reference })
    const deployId = await app.services.deploys.start(workload.id, { actor: 'local' })
    await app.waitFor((event) => event.type === 'deploy.progress' && event.progress.deployId === deployId)
    await app.services.deploys.cancel(workload.id, deployId)
    expect(await app.ended(workload.id, deployId)).toMatchObject({ outcome: 'cancelled', phase: 'pull' })
  })
})

describe('a rollback', () => {
  it('goes back to the previous success as a new entry, with the registry stopped and every unused image pruned', async () => {
    const { ports, url } = await publishedPort()
    const workload = await app.add('shop', { reference: web.one, ports })
    const first = await app.deploy(workload)
    await app.deploy(workload, web.two)
    await tidied(workload.id)
    await registry.pause()
    const all = encodeURIComponent(JSON.stringify({ dangling: ['false'] }))
    await askEngine(engine, 'POST', `/images/prune?filters=${all}`)

    const back = await app.rollback(workload)
    expect(back).toMatchObject({
      seq: 3,
      kind: 'rollback',
      reason: 'rollback',
      rollbackOf: first.id,
      outcome: 'succeeded',
      pinned: first.pinned,
      current: true,
    })
    await expect.poll(() => read(url)).toBe('version one')
  })

  it('tells in advance where the image would come from, and that it is gone', async () => {
    const workload = await app.add('shop', { reference: web.one })
    const first = await app.deploy(workload)
    await app.deploy(workload, web.two)
    await tidied(workload.id)
    const replay = async () => (await app.services.deploys.get(workload.id, first.id)).replay
    expect(await replay()).toBe('local')

    const [holder] = Object.keys(await containersOf(workload.id, 'holder')).filter((name) =>
      name.endsWith(first.pinned?.imageId?.slice(7, 19) ?? '?'),
    )
    await askEngine(engine, 'DELETE', `/containers/${holder}`)
    await askEngine(engine, 'DELETE', `/images/${first.pinned?.imageId}?force=1`)
    expect(await replay()).toBe('registry')
    expect(await app.rollback(workload, first.id)).toMatchObject({ outcome: 'succeeded' })
  })

  it('refuses with its own error when the image is gone from everywhere', async () => {
    await buildWebImage({ reference: 'slipway-test/gone:1', body: 'gone' })
    const workload = await app.add('shop', { reference: 'slipway-test/gone:1' })
    const first = await app.deploy(workload)
    await app.deploy(workload, web.two)
    await tidied(workload.id)
    for (const holder of Object.keys(await containersOf(workload.id, 'holder'))) {
      await askEngine(engine, 'DELETE', `/containers/${holder}`)
    }
    await askEngine(engine, 'DELETE', `/images/${first.pinned?.imageId}?force=1`)
    expect((await app.services.deploys.get(workload.id, first.id)).replay).toBe('gone')
    await expect(app.rollback(workload, first.id)).rejects.toMatchObject({ code: 'replay_gone', status: 409 })
    expect((await app.services.deploys.list(workload.id, { limit: 10 })).deploys).toHaveLength(2)
  })

  it('brings the configuration back as it was then, or takes it as it is now', async () => {
    const workload = await app.add('shop', { reference: web.one, labels: { tier: 'silver' } })
    const first = await app.deploy(workload)
    await app.services.workloads.update(workload.id, {
      source: { labels: { tier: 'gold' }, reference: web.two },
    })
    await app.deploy(workload)
    const then = await app.rollback(workload, first.id, 'then')
    expect(then.config?.source['labels']).toEqual({ tier: 'silver' })
    const again = await app.deploy(workload)
    expect(again.config?.source['labels']).toEqual({ tier: 'gold' })
    const now = await app.rollback(workload, first.id, 'now')
    expect(now).toMatchObject({ pinned: first.pinned, config: { source: { labels: { tier: 'gold' } } } })
  })

  it('refuses what cannot be rolled back to, each with its own error and without an entry', async () => {
    const workload = await app.add('shop', { reference: web.one })
    const other = await app.add('other', { reference: web.one })
    const current = await app.deploy(workload)
    const foreign = await app.deploy(other)
    await expect(app.rollback(workload)).rejects.toMatchObject({ code: 'no_earlier_success', status: 409 })
    const failed = await app.deploy(workload, `${registry.address}/web:none`)
    await expect(app.rollback(workload, foreign.id)).rejects.toMatchObject({ code: 'not_found', status: 404 })
    await expect(app.rollback(workload, failed.id)).rejects.toMatchObject({ code: 'entry_not_successful' })
    await expect(app.rollback(workload, current.id)).rejects.toMatchObject({ code: 'entry_is_current' })
    expect((await app.services.deploys.list(workload.id, { limit: 10 })).deploys).toHaveLength(2)
  })
})

describe('kept images', () => {
  it('are those of the newest successes; tag and holder go with the entry that falls out', async () => {
    const workload = await app.add('shop', { reference: web.one }, { imageLimit: 2 })
    await app.deploy(workload)
    const three = `${registry.address}/web:3`
    await pushWebImage({ reference: three, body: 'version three' })
    await app.deploy(workload, web.two)
    await app.deploy(workload, three)
    const { deploys } = await app.services.deploys.list(workload.id, { limit: 10 })
    const kept = deploys.slice(0, 2).map(({ pinned }) => pinned?.imageId?.slice(7, 19))
    await expect
      .poll(async () =>
        Object.keys(await containersOf(workload.id, 'holder'))
          .map((name) => name.slice(-12))
          .toSorted(),
      )
      .toEqual(kept.toSorted())
  })
})

describe('deleting a workload', () => {
  it('takes its containers, its holders, its tags and its ledger along', async () => {
    const workload = await app.add('shop', { reference: web.one })
    const deploy = await app.deploy(workload)
    await expect.poll(async () => Object.keys(await containersOf(workload.id, 'holder'))).toHaveLength(1)
    await app.services.workloads.remove(workload.id, { containers: true })
    expect(await containersOf(workload.id)).toEqual({})
    expect(await containersOf(workload.id, 'holder')).toEqual({})
    const images = await getFromEngine<{ RepoTags: string[] | null }[]>(engine, '/images/json')
    expect(
      images.flatMap(({ RepoTags }) => RepoTags ?? []).filter((tag) => tag.includes(workload.id)),
    ).toEqual([])
    await expect(app.services.deploys.get(workload.id, deploy.id)).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('leaves the containers running when asked to', async () => {
    const workload = await app.add('shop', { reference: web.one })
    await app.deploy(workload)
    const id = await idOf('shop')
    await app.services.workloads.remove(workload.id, { containers: false })
    expect(await containersOf(workload.id)).toEqual({ shop: 'running' })
    await askEngine(engine, 'DELETE', `/containers/${id}?force=1`)
  })

  it('cancels a deploy that is under way', async () => {
    const workload = await app.add(
      'shop',
      { reference: web.one },
      { gate: { settleMs: 60_000, timeoutMs: 60_000 } },
    )
    const deployId = await app.services.deploys.start(workload.id, { actor: 'local' })
    await app.waitFor(
      (event) =>
        event.type === 'deploy.changed' && event.deploy.id === deployId && event.deploy.phase === 'gate',
    )
    await app.services.workloads.remove(workload.id, { containers: true })
    expect(await containersOf(workload.id)).toEqual({})
    expect(await app.services.workloads.list()).toEqual([])
  })
})
