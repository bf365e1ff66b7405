import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { askEngine, callEngine, getFromEngine } from '../../../scripts/test-parts/engine-api.ts'
import { readHostState } from '../../../scripts/test-parts/host-state.ts'
import { baseImage, testEngine } from '../../../scripts/test-parts/images.ts'
import {
  openSourceStage,
  type SourceStage,
  type StagedRun,
  stopReason,
} from '../../../scripts/test-parts/source-stage.ts'
import { GateFailure } from '../containers/gate.ts'
import type { ContainerIndex } from '../containers/index-store.ts'
import { labels } from '../containers/labels.ts'
import { candidateName } from '../containers/names.ts'
import { EngineError } from '../docker/engine.ts'
import { describeSource, readConfig, type Source } from './source.ts'

/** References of one thing in several versions. */
export interface Versions {
  /** What serves `one`. */
  readonly one: string
  /** What serves `two`. */
  readonly two: string
  /** What can be put into place and does not get through its gate. */
  readonly broken: string
  /** What nobody has. */
  readonly missing: string
}

/** What the suite needs of a source kind, on the engine of the test run. */
export interface SourceFixture<Config> {
  create(index: ContainerIndex): Source<Config>
  /** Called once. */
  prepare(): Promise<Versions>
  /** A configuration for a new workload. */
  configure(versions: Versions): Promise<Config>
  /** What the workload answers now, or null when nobody does. */
  read(workload: { readonly name: string; readonly config: Config }): Promise<string | null>
}

/** What every source kind keeps to, tried on a real engine. `kind` may say in which of its ways it is tried. */
export function describeSourceConformance<Config>(kind: string, fixture: SourceFixture<Config>): void {
  describe(`source ${kind}`, () => {
    let versions: Versions
    let config: Config
    let stage: SourceStage<Config>
    const foreign: string[] = []

    beforeAll(async () => {
      versions = await fixture.prepare()
    })

    beforeEach(async () => {
      config = await fixture.configure(versions)
      stage = await openSourceStage((index) => fixture.create(index), config)
    })

    afterEach(async () => {
      await stage.close()
    })

    afterAll(async () => {
      for (const id of foreign) await askEngine(testEngine(), 'DELETE', `/containers/${id}?force=1`)
    })

    const hostState = () => readHostState(testEngine())
    const serves = (body: string | null) =>
      expect.poll(() => fixture.read({ name: stage.workload.name, config }), { timeout: 10_000 }).toBe(body)
    const currentDeploy = () => stage.index.current(stage.workload.id)?.deployId
    const indexedIds = () => stage.index.of(stage.workload.id).map(({ id }) => id)

    /** Deploys and puts right what is left to be put right, as the pipeline does. */
    async function deploy(reference: string): Promise<StagedRun> {
      const run = await stage.run(await stage.resolve(reference))
      if (run.error !== null) throw run.error
      await stage.settle()
      return run
    }

    /** A container that is not ours, whatever its labels and its name look like. */
    async function addForeign(name: string, ownLabels: Readonly<Record<string, string>>): Promise<string> {
      const spec = { Image: baseImage, Cmd: ['/bin/sleep', '600'], Labels: ownLabels }
      const answer = await askEngine(testEngine(), 'POST', `/containers/create?name=${name}`, spec)
      const { Id } = JSON.parse(answer) as { Id: string }
      foreign.push(Id)
      await askEngine(testEngine(), 'POST', `/containers/${Id}/start`)
      return Id
    }

    /** Ids of the containers that carry the workload's labels, whoever made them. */
    async function labelledIds(): Promise<string[]> {
      const label = [`${labels.workload}=${stage.workload.id}`, `${labels.role}=workload`]
      const path = `/containers/json?all=1&filters=${encodeURIComponent(JSON.stringify({ label }))}`
      return (await getFromEngine<{ Id: string }[]>(testEngine(), path)).map(({ Id }) => Id)
    }

    async function statusOf(containerId: string): Promise<string | null> {
      const answer = await callEngine(testEngine(), 'GET', `/containers/${containerId}/json`)
      if (answer.status === 404) return null
      return (JSON.parse(answer.text) as { State: { Status: string } }).State.Status
    }

    describe('configuration', () => {
      it('has a sample that is complete and fits', () => {
        const { schema, sample } = stage.source
        const { properties } = z.toJSONSchema(schema, { io: 'output' })

        expect(readConfig(stage.source, sample)).toEqual(sample)
        expect(Object.keys(sample as object).sort()).toEqual(Object.keys(properties ?? {}).sort())
      })

      it('is described as JSON Schema, with a title for every field', () => {
        const { schema } = describeSource(
          stage.source as Source,
          z.toJSONSchema(stage.source.schema, { io: 'input' }),
        )

        expect(schema).toMatchObject({ type: 'object' })
        const fields = Object.values(schema['properties'] as Record<string, { title?: string }>)
        expect(fields.filter(({ title = '' }) => title === '')).toEqual([])
      })

      it('refuses unknown fields and tells each by its path', () => {
        const given = { ...stage.source.sample, nonsense: 1, folly: 2 }

        expect(() => readConfig(stage.source, given)).toThrow(
          expect.objectContaining({
            code: 'invalid_input',
            data: expect.objectContaining({
              issues: expect.arrayContaining([
                expect.objectContaining({ path: 'source.nonsense' }),
                expect.objectContaining({ path: 'source.folly' }),
              ]),
            }),
          }),
        )
      })

      it('takes another reference, which changes nothing else of it', () => {
        const { source } = stage
        const other = readConfig(source, source.withReference(config, versions.two))

        expect(source.reference(config)).toBe(versions.one)
        expect(source.reference(other)).toBe(versions.two)
        expect(source.fingerprint(other)).toEqual(source.fingerprint(config))
      })
    })

    describe('resolve', () => {
      it('pins the same twice, and touches nothing on the host', async () => {
        const before = await hostState()

        const first = await stage.resolve(versions.one)
        const second = await stage.resolve(versions.one)

        expect(second).toEqual(first)
        expect(first).not.toEqual(await stage.resolve(versions.two))
        expect(await hostState()).toEqual(before)
      })

      it('fails with a code when nobody has what is asked for', async () => {
        await expect(stage.resolve(versions.missing)).rejects.toBeInstanceOf(EngineError)
      })
    })

    describe('run', () => {
      it('puts the pinned value into place, and commits once, when the index still names the old', async () => {
        const first = await deploy(versions.one)
        await serves('one')

        const second = await stage.run(await stage.resolve(versions.two))

        expect(second.error).toBeNull()
        expect(first.commits.map(({ currentBefore }) => currentBefore)).toEqual([null])
        expect(second.commits.map(({ currentBefore }) => currentBefore)).toEqual([first.deployId])
        expect(currentDeploy()).toBe(second.deployId)
        await serves('two')
        await stage.settle()
        await serves('two')
        expect((await labelledIds()).sort()).toEqual(indexedIds().sort())
      })

      it('says before it touches anything that it is about to', async () => {
        const { phases } = await deploy(versions.one)

        expect(phases).toContain('create')
        expect(phases.indexOf('create')).toBeLessThan(phases.indexOf('start'))
      })

      it('of what is in place already changes nothing', async () => {
        const first = await deploy(versions.one)
        const pinned = first.commits[0]?.result.pinned ?? (await stage.resolve(versions.one))
        const [before, indexBefore] = [await hostState(), stage.index.of(stage.workload.id)]

        const again = await stage.run(pinned)

        expect(again.error).toBeNull()
        expect(again.commits.map(({ result }) => result.replacement)).toEqual(['unchanged'])
        expect(again.phases).not.toContain('create')
        expect(await hostState()).toEqual(before)
        expect(stage.index.of(stage.workload.id)).toEqual(indexBefore)
      })

      it('that fails at the gate leaves the old in place once it is settled', async () => {
        const first = await deploy(versions.one)

        const failed = await stage.run(await stage.resolve(versions.broken))

        expect(failed.error instanceof GateFailure || failed.error instanceof EngineError).toBe(true)
        await expectOnly(first, failed)
      })

      it('that is told to stop leaves the old in place once it is settled', async () => {
        const first = await deploy(versions.one)

        const stopped = await stage.run(await stage.resolve(versions.two), { stopAt: 'gate' })

        expect(stopped.error).toBe(stopReason)
        await expectOnly(first, stopped)
      })

      it('that fails with nothing before it leaves nothing once it is settled', async () => {
        const failed = await stage.run(await stage.resolve(versions.broken))

        expect(failed.commits).toEqual([])
        expect(await stage.settle()).toBe(false)
        expect(indexedIds()).toEqual([])
        expect(await labelledIds()).toEqual([])
        await serves(null)
      })

      async function expectOnly(standing: StagedRun, failed: StagedRun): Promise<void> {
        expect(failed.commits).toEqual([])
        expect(currentDeploy()).toBe(standing.deployId)
        expect(await stage.settle()).toBe(true)
        const deploys = stage.index.of(stage.workload.id).map(({ deployId }) => deployId)
        expect(new Set(deploys)).toEqual(new Set([standing.deployId]))
        expect((await labelledIds()).sort()).toEqual(indexedIds().sort())
        await serves('one')
      }
    })

    describe('settle', () => {
      it('done twice does no more than done once', async () => {
        await deploy(versions.one)
        await stage.run(await stage.resolve(versions.broken))
        const first = await stage.settle()
        const [hostBefore, indexBefore] = [await hostState(), stage.index.of(stage.workload.id)]

        const second = await stage.settle()

        expect([first, second]).toEqual([true, true])
        expect(await hostState()).toEqual(hostBefore)
        expect(stage.index.of(stage.workload.id)).toEqual(indexBefore)
      })

      it('of a workload that was never deployed finds nothing to do', async () => {
        const before = await hostState()

        expect(await stage.settle()).toBe(false)
        expect(await hostState()).toEqual(before)
      })
    })

    describe('replay', () => {
      it('is local while what was pinned is on the host', async () => {
        const { commits } = await deploy(versions.one)
        const pinned = commits[0]?.result.pinned ?? (await stage.resolve(versions.one))

        const expected = stage.source.canReplay ? 'local' : 'gone'
        expect(await stage.source.replay(pinned, await stage.look())).toBe(expected)
      })

      it('is gone when what was pinned is nowhere', async () => {
        const { commits } = await deploy(versions.one)
        const pinned = commits[0]?.result.pinned ?? (await stage.resolve(versions.one))
        const nowhere = {
          isImageLocal: () => false,
          isOnComputer: async () => false,
          isInRegistry: async () => false,
        }

        expect(await stage.source.replay(pinned, nowhere)).toBe('gone')
      })
    })

    describe('teardown', () => {
      it('removes what the source made, and nothing that only looks like it', async () => {
        const { deployId } = await deploy(versions.one)
        const own = indexedIds()
        const { name } = stage.workload
        const unknownDeploy = randomUUID()
        const strangers = [
          ...(await Promise.all(
            own.map(async (id, at) => addForeign(`${name}-copy-${at}`, await labelsOf(id))),
          )),
          await addForeign(candidateName(name, unknownDeploy), {
            [labels.workload]: stage.workload.id,
            [labels.deploy]: unknownDeploy,
            [labels.role]: 'workload',
          }),
          await addForeign(`${name}-2`, {}),
        ]
        await stage.run(await stage.resolve(versions.two))
        await stage.settle()
        own.push(...indexedIds())

        await stage.teardown()
        await stage.teardown()

        expect(currentDeploy()).not.toBe(deployId)
        expect(indexedIds()).toEqual([])
        expect(await Promise.all(own.map(statusOf))).toEqual(own.map(() => null))
        expect(await Promise.all(strangers.map(statusOf))).toEqual(strangers.map(() => 'running'))
        await serves(null)
      })

      async function labelsOf(containerId: string): Promise<Record<string, string>> {
        const path = `/containers/${containerId}/json`
        const found = await getFromEngine<{ Config: { Labels: Record<string, string> } }>(testEngine(), path)
        return found.Config.Labels
      }
    })
  })
}
