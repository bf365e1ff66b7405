import { isDefinedError, ORPCError, safe } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { contract } from '../../../contract/contract.ts'
import { defaultSettings } from '../../../contract/settings.ts'
import type { Logger } from '../../log/logger.ts'
import { sample } from '../../stats/testing/stats-fixture.ts'
import { rightPassphrase, shownFingerprint } from './memory-hosts.ts'
import { createMemoryServices, type MemoryServices } from './memory-services.ts'

export type Client = ContractRouterClient<typeof contract>

/** One way in, open for one test. */
export interface OpenedWay {
  readonly client: Client
  /** What the ledger calls whoever comes in this way. */
  readonly actor: string
  close(): Promise<void>
}

export type OpenWay = (memory: MemoryServices, log: Logger) => Promise<OpenedWay>

/** The error's code and what else the contract promises about it. */
async function failureOf(call: Promise<unknown>) {
  const { error } = await safe(call)
  if (!(error instanceof ORPCError)) throw new Error('The call did not fail as the contract says.')
  const { code, status, data } = error
  return { code, status, data }
}

/** What every way in must do alike. */
export function describeProcedures(name: string, open: OpenWay): void {
  describe(`procedures over ${name}`, () => {
    let memory: MemoryServices
    let way: OpenedWay
    let client: Client
    const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }

    beforeEach(async () => {
      vi.clearAllMocks()
      memory = createMemoryServices()
      way = await open(memory, log)
      client = way.client
    })

    afterEach(async () => {
      await way.close()
      memory.dispose()
    })

    const create = (workloadName: string) =>
      client.workloads.create({ name: workloadName, sourceKind: 'image', source: { reference: 'web:1' } })

    it('creates a workload from what is required alone and answers everything stored', async () => {
      const created = await create('web')

      expect(created).toMatchObject({
        name: 'web',
        hostId: 'local',
        parentId: null,
        refId: created.id,
        gate: { settleMs: 7_000, timeoutMs: 120_000 },
        stopTimeoutMs: 10_000,
        historyLimit: 50,
        imageLimit: 5,
      })
      expect(await client.workloads.get({ id: created.id })).toEqual(created)
      expect(await client.workloads.list()).toEqual([created])
    })

    it('updates only the fields that are given', async () => {
      const created = await create('web')

      const updated = await client.workloads.update({
        id: created.id,
        gate: { settleMs: 1 },
        historyLimit: 7,
      })

      expect(updated).toEqual({ ...created, gate: { settleMs: 1, timeoutMs: 120_000 }, historyLimit: 7 })
    })

    it('removes a workload', async () => {
      const { id } = await create('web')

      await client.workloads.remove({ params: { id }, query: { containers: false } })

      expect(await client.workloads.list()).toEqual([])
    })

    it('answers an unknown id with a typed not_found', async () => {
      const { error, isDefined } = await safe(client.workloads.get({ id: 'nobody' }))

      expect(isDefined || isDefinedError(error)).toBe(true)
      expect(error).toMatchObject({
        code: 'not_found',
        status: 404,
        message: 'There is nothing with this id.',
        data: { kind: 'workload', id: 'nobody' },
      })
    })

    it('answers a conflict with its code and data', async () => {
      await create('web')

      expect(await failureOf(create('web'))).toEqual({
        code: 'name_taken',
        status: 409,
        data: { name: 'web' },
      })
    })

    it('names the field of bad input and stores nothing', async () => {
      const call = client.workloads.create({
        name: 'web',
        sourceKind: 'image',
        source: {},
        gate: { settleMs: -1 },
      })

      expect(await failureOf(call)).toMatchObject({
        code: 'invalid_input',
        status: 400,
        data: { path: 'gate.settleMs', issues: [{ path: 'gate.settleMs' }] },
      })
      expect(await client.workloads.list()).toEqual([])
    })

    it('names a field that does not exist', async () => {
      const input = { name: 'web', sourceKind: 'image', source: {}, gate: { settleMs: 1, nonsense: 1 } }

      expect(await failureOf(client.workloads.create(input))).toMatchObject({
        code: 'invalid_input',
        data: { path: 'gate.nonsense' },
      })
    })

    it('names a field of the query without the part it came in', async () => {
      const query: Record<string, unknown> = { containers: 'perhaps' }

      expect(await failureOf(client.workloads.remove({ params: { id: 'w' }, query }))).toMatchObject({
        code: 'invalid_input',
        data: { path: 'containers' },
      })
    })

    it('deploys, lists, reads, cancels and rolls back, in the name of the caller', async () => {
      const { id } = await create('web')
      const first = await client.deploys.start({ id })
      memory.finish(id, first.deployId, 'succeeded')
      const second = await client.deploys.start({ id, reference: 'web:2' })
      memory.finish(id, second.deployId, 'succeeded')

      const third = await client.deploys.rollback({ id, deployId: first.deployId })
      expect(await client.deploys.cancel({ id, deployId: third.deployId })).toEqual(third)

      const { deploys, next } = await client.deploys.list({ id })
      expect(deploys.map(({ reference, outcome, kind }) => [reference, outcome, kind])).toEqual([
        ['web:1', 'cancelled', 'rollback'],
        ['web:2', 'succeeded', 'deploy'],
        ['web:1', 'succeeded', 'deploy'],
      ])
      expect(next).toBeNull()
      expect(await client.deploys.get({ id, deployId: third.deployId })).toMatchObject({
        actor: way.actor,
        rollbackOf: first.deployId,
      })
    })

    it('reads the ledger page by page', async () => {
      const { id } = await create('web')
      for (let count = 0; count < 5; count += 1) await client.deploys.start({ id })

      const page = await client.deploys.list({ id, limit: 2 })
      const rest = await client.deploys.list({
        id,
        limit: 3,
        ...(page.next === null ? {} : { before: page.next }),
      })

      expect(page.deploys.map(({ seq }) => seq)).toEqual([5, 4])
      expect(rest.deploys.map(({ seq }) => seq)).toEqual([3, 2, 1])
      expect(rest.next).toBeNull()
    })

    it('answers each guard of a rollback with its own error', async () => {
      const { id } = await create('web')
      expect(await failureOf(client.deploys.rollback({ id }))).toMatchObject({ code: 'no_earlier_success' })
      const { deployId } = await client.deploys.start({ id })
      memory.finish(id, deployId, 'failed')
      expect(await failureOf(client.deploys.rollback({ id, deployId }))).toMatchObject({
        code: 'entry_not_successful',
        status: 409,
      })
      memory.finish(id, deployId, 'succeeded')
      expect(await failureOf(client.deploys.rollback({ id, deployId }))).toMatchObject({
        code: 'entry_is_current',
        status: 409,
      })
    })

    it('lists hosts, source kinds and settings, and checks a host', async () => {
      expect(await client.hosts.list()).toMatchObject([{ id: 'local', state: 'online' }])
      expect(await client.hosts.get({ id: 'local' })).toMatchObject({ id: 'local' })
      expect(await client.hosts.check({ id: 'local' })).toMatchObject({ id: 'local' })
      expect(await client.sources.list()).toMatchObject([{ kind: 'image' }])
      expect(await client.settings.update({ locale: 'ru' })).toEqual({ ...defaultSettings, locale: 'ru' })
      expect(await client.settings.get()).toEqual({ ...defaultSettings, locale: 'ru' })
      expect(await client.health.get()).toEqual({ status: 'ok', version: '0.0.0-test' })
    })

    describe('of hosts', () => {
      const edge = { name: 'edge', endpoint: 'ssh://deploy@edge.lan:2222' }

      it('adds one, trusts it, unlocks it, changes it and removes it', async () => {
        const { id, ...added } = await client.hosts.create({ ...edge, identityFile: '~/.ssh/id_ed25519' })
        expect(added).toMatchObject({ state: 'untrusted', tls: null, identityFile: '~/.ssh/id_ed25519' })
        const fingerprint = added.hostKey?.fingerprint ?? ''
        expect(await client.hosts.trust({ id, fingerprint })).toMatchObject({ reason: 'passphrase_needed' })
        expect(await client.hosts.unlock({ id, passphrase: 'abracadabra', keep: true })).toMatchObject({
          reason: 'passphrase_wrong',
        })
        expect(await client.hosts.unlock({ id, passphrase: rightPassphrase })).toMatchObject({
          state: 'online',
        })
        expect(await client.hosts.update({ id, name: 'front' })).toMatchObject({ id, name: 'front' })
        expect(await client.hosts.check({ id })).toMatchObject({ id, name: 'front' })
        await client.hosts.remove({ id })
        expect((await client.hosts.list()).map((host) => host.id)).toEqual(['local'])
      })

      it('measures a disk, prunes it, and lists images', async () => {
        const id = 'local'
        expect(await client.hosts.disk({ id })).toMatchObject({ images: { reclaimableBytes: 100 } })
        expect(await client.hosts.prune({ id, images: true, buildCache: false })).toEqual({
          removedImages: 1,
          freedBytes: 100,
        })
        expect(await client.hosts.images({ id })).toMatchObject([{ reference: 'web:1', platform: null }])
      })

      it('tests a connection and lists the names of the configuration, and keeps nothing', async () => {
        const { endpoint } = edge
        expect((await client.hosts.test({ endpoint })).steps).toMatchObject([{ reason: 'port_closed' }])
        expect(await client.hosts.sshNames()).toMatchObject([{ name: 'edge', port: 22 }])
        expect(await client.hosts.list()).toHaveLength(1)
      })

      it('answers each conflict with its code and data', async () => {
        const { id } = await client.hosts.create({ ...edge, name: 'busy' })
        const { name } = await client.hosts.get({ id: 'local' })
        const conflicts: readonly [Promise<unknown>, string, unknown][] = [
          [client.hosts.create({ ...edge, name }), 'name_taken', { name }],
          [client.hosts.update({ id, name }), 'name_taken', { name }],
          [client.hosts.remove({ id }), 'host_in_use', { workloads: ['web'] }],
          [
            client.hosts.trust({ id, fingerprint: 'SHA256:other' }),
            'fingerprint_mismatch',
            { fingerprint: shownFingerprint },
          ],
          [client.hosts.update({ id: 'local', name: 'mine' }), 'host_is_local', undefined],
          [client.hosts.remove({ id: 'local' }), 'host_is_local', undefined],
          [client.hosts.trust({ id: 'local', fingerprint: 'x' }), 'host_is_local', undefined],
          [client.hosts.unlock({ id: 'local', passphrase: 'x' }), 'host_is_local', undefined],
        ]
        const answers = await Promise.all(conflicts.map(([call]) => failureOf(call)))
        expect(answers).toMatchObject(
          conflicts.map(([, code, data]) => ({ code, status: 409, ...(data ? { data } : {}) })),
        )
      })

      it('answers 503 with the reason where the engine is needed and away', async () => {
        const { id } = await client.hosts.create(edge)
        const calls = [
          client.hosts.disk({ id }),
          client.hosts.images({ id }),
          client.hosts.prune({ id, images: true, buildCache: true }),
        ]
        const data = { hostId: id, reason: 'host_key_unknown' }
        expect(await Promise.all(calls.map(failureOf))).toEqual(
          calls.map(() => ({ code: 'host_unavailable', status: 503, data })),
        )
      })

      it('answers an unknown one with not_found', async () => {
        const id = 'nobody'
        const calls = [
          client.hosts.get({ id }),
          client.hosts.update({ id, name: 'x' }),
          client.hosts.remove({ id }),
          client.hosts.check({ id }),
          client.hosts.trust({ id, fingerprint: 'x' }),
          client.hosts.unlock({ id, passphrase: 'x' }),
          client.hosts.disk({ id }),
          client.hosts.images({ id }),
          client.hosts.prune({ id, images: true, buildCache: true }),
        ]
        expect(await Promise.all(calls.map(failureOf))).toEqual(
          calls.map(() => ({ code: 'not_found', status: 404, data: { kind: 'host', id } })),
        )
      })

      it('names the field of bad input', async () => {
        const nothing: Record<string, unknown> = {}
        const calls: readonly [Promise<unknown>, string][] = [
          [client.hosts.create({ ...edge, name: '' }), 'name'],
          [client.hosts.create({ ...edge, endpoint: 'ssh://deploy:secret@edge.lan' }), 'endpoint'],
          [client.hosts.create({ ...edge, tls: { ca: null, cert: '', key: 'k' } }), 'tls.cert'],
          [client.hosts.update({ id: 'h1', endpoint: ' ' }), 'endpoint'],
          [client.hosts.test({ endpoint: 'ssh://deploy:secret@edge.lan' }), 'endpoint'],
          [client.hosts.trust({ id: 'h1', fingerprint: '' }), 'fingerprint'],
          [client.hosts.unlock({ id: 'h1', passphrase: '' }), 'passphrase'],
          [client.hosts.prune({ id: 'local', ...nothing } as never), 'images'],
        ]
        expect(await Promise.all(calls.map(([call]) => failureOf(call)))).toMatchObject(
          calls.map(([, path]) => ({ code: 'invalid_input', status: 400, data: { path } })),
        )
      })
    })

    it('shows what a workload uses now and over time, with its deploys', async () => {
      const { id } = await create('web')
      const { deployId } = await client.deploys.start({ id })
      const used = { workloadId: id, containerId: 'c1', service: 'web' }
      memory.record({ hostId: 'local', ts: 60_000, samples: [sample({ ...used, cpuPercent: 12.5 })] })

      const history = await client.stats.history({ id, from: 0, to: 120_000, points: 2, by: 'container' })

      const [point] = history.points
      expect(history).toMatchObject({
        from: 0,
        to: 120_000,
        bucketMs: 60_000,
        deploys: [{ id: deployId, seq: 1 }],
      })
      expect(point).toEqual({
        ts: 60_000,
        cpuPercent: 12.5,
        cpuPercentMax: 12.5,
        memoryBytes: 1_048_576,
        memoryBytesMax: 1_048_576,
        containers: 1,
      })
      expect(history.series).toEqual([{ service: 'web', containerId: 'c1', name: 'c1', points: [point] }])
      expect(await client.stats.history({ id, from: 0, to: 60_000 })).toMatchObject({ points: [] })
      const now = await client.stats.now({ id })
      expect(now).toMatchObject({
        workloadId: id,
        ts: 60_000,
        hostCpus: 4,
        containers: [{ cpuPercent: 12.5 }],
      })
      expect(await client.stats.overview()).toEqual([now])
    })

    it('has no stats of what was never sampled, nor of what is not there', async () => {
      const { id } = await create('web')
      expect(await client.stats.overview()).toEqual([])
      expect(await client.stats.now({ id })).toMatchObject({
        ts: null,
        containers: [],
        recent: { points: [] },
      })
      expect(await client.stats.history({ id })).toMatchObject({ points: [], deploys: [] })

      const unknown = { code: 'not_found', status: 404, data: { kind: 'workload', id: 'nobody' } }
      expect(await failureOf(client.stats.now({ id: 'nobody' }))).toEqual(unknown)
      expect(await failureOf(client.stats.history({ id: 'nobody' }))).toEqual(unknown)
    })

    it.each([
      [{ from: 2, to: 1 }, 'from'],
      [{ from: -1 }, 'from'],
      [{ points: 0 }, 'points'],
      [{ points: 1_001 }, 'points'],
      [{ by: 'host' as 'service' }, 'by'],
    ])('refuses the history %j and names the field', async (asked, path) => {
      const { id } = await create('web')

      expect(await failureOf(client.stats.history({ id, ...asked }))).toMatchObject({
        code: 'invalid_input',
        status: 400,
        data: { path },
      })
    })

    it('makes, lists and removes tokens', async () => {
      const { token, ...created } = await client.tokens.create({ name: 'ci', role: 'viewer' })

      expect(memory.services.tokens.authenticate(token)).toMatchObject({ actor: 'token:ci' })
      expect((await client.tokens.list()).map(({ id }) => id)).toContain(created.id)
      await client.tokens.remove({ id: created.id })
      expect(memory.services.tokens.authenticate(token)).toBeNull()
    })

    it('streams events as they happen and stops when the client does', async () => {
      const abort = new AbortController()
      const events = await client.events.stream(undefined, { signal: abort.signal })
      const first = events.next()
      memory.events.publish({ type: 'workload.changed', workloadId: 'w1' })

      expect((await first).value).toEqual({ type: 'workload.changed', workloadId: 'w1' })

      const pending = events.next()
      abort.abort()
      await expect(pending).rejects.toThrow()
    })

    it('sends a client that comes back the events it missed', async () => {
      const abort = new AbortController()
      const events = await client.events.stream(undefined, { signal: abort.signal })
      const next = events.next()
      memory.events.publish({ type: 'workload.changed', workloadId: 'w1' })
      const { getEventMeta } = await import('@orpc/client')
      const lastEventId = getEventMeta((await next).value)?.id
      abort.abort()
      memory.events.publish({ type: 'workload.changed', workloadId: 'w2' })

      const again = new AbortController()
      const resumed = await client.events.stream(undefined, {
        signal: again.signal,
        ...(lastEventId === undefined ? {} : { lastEventId }),
      })

      expect((await resumed.next()).value).toEqual({ type: 'workload.changed', workloadId: 'w2' })
      again.abort()
    })

    it('tells nothing of an unexpected failure, and logs it without its message', async () => {
      vi.spyOn(memory.services.workloads, 'list').mockRejectedValue(new TypeError('password hunter2'))

      const { error } = await safe(client.workloads.list())

      expect(error).toMatchObject({ code: 'internal', status: 500 })
      expect(JSON.stringify(error)).not.toContain('hunter2')
      expect(log.error).toHaveBeenCalledWith(
        { procedure: 'workloads.list', error: expect.any(TypeError) },
        'a procedure failed',
      )
    })

    it('answers internal rather than what the contract does not describe', async () => {
      vi.spyOn(memory.services.workloads, 'list').mockResolvedValue([{ secret: 'hunter2' }] as never)

      const { error } = await safe(client.workloads.list())

      expect(error).toMatchObject({ code: 'internal', status: 500 })
      expect(JSON.stringify(error)).not.toContain('hunter2')
      expect(JSON.stringify(log.error.mock.calls)).not.toContain('hunter2')
    })

    it('tells nothing of a failure in the middle of a stream', async () => {
      vi.spyOn(memory.services.events, 'stream').mockImplementation(async function* () {
        yield await Promise.resolve({ id: 'b-1', event: { type: 'resync' as const } })
        throw new TypeError('password hunter2')
      })
      const events = await client.events.stream()
      await events.next()

      const { error } = await safe(events.next())

      expect(error).toMatchObject({ code: 'internal' })
      expect(JSON.stringify(error)).not.toContain('hunter2')
    })
  })
}
