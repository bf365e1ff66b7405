import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { publishedPort, read } from '../../../scripts/test-parts/application.ts'
import { askEngine, getFromEngine } from '../../../scripts/test-parts/engine-api.ts'
import {
  type EngineCall,
  type EngineProxy,
  startEngineProxy,
} from '../../../scripts/test-parts/engine-proxy.ts'
import { type HeadlessProcess, startHeadless } from '../../../scripts/test-parts/headless-process.ts'
import { buildWebImage, testEngine } from '../../../scripts/test-parts/images.ts'
import {
  enterDoor,
  type HostCalls,
  isOverSsh,
  openSshDoor,
  type SshDoor,
} from '../../../scripts/test-parts/ssh-door.ts'
import type { Deploy } from '../../contract/deploy.ts'

const engine = testEngine()
const one = 'slipway-test/interrupted:1'
const two = 'slipway-test/interrupted:2'

const waiting = { timeout: 20_000, interval: 50 }

let folder: string
let proxy: EngineProxy
let slipway: HeadlessProcess
let door: SshDoor | null
let hostId: string

/** Calls that change a container of the workload; an image's holder is made once and is not among them. */
function isChange({ method, path }: EngineCall): boolean {
  return method !== 'GET' && path.startsWith('/containers/') && !path.includes('slipway-keep')
}

async function start(): Promise<void> {
  const engine = door === null ? proxy.endpoint : 'unix:///nowhere/docker.sock'
  slipway = await startHeadless({ engine, dataDir: join(folder, 'data'), home: folder })
  hostId = door === null ? 'local' : await enterDoor(door, hostCalls)
}

const hostCalls: HostCalls = {
  list: () => slipway.ask('GET', '/api/hosts'),
  create: (input) => slipway.ask('POST', '/api/hosts', input),
  trust: (id, fingerprint) => slipway.ask('POST', `/api/hosts/${id}/trust`, { fingerprint }),
  check: (id) => slipway.ask('POST', `/api/hosts/${id}/check`),
}

async function finished(workloadId: string, deployId: string): Promise<Deploy> {
  const path = `/api/workloads/${workloadId}/deploys/${deployId}`
  return vi.waitFor(async () => {
    const deploy = await slipway.ask<Deploy>('GET', path)
    expect(deploy.finishedAt).not.toBeNull()
    return deploy
  }, waiting)
}

async function startDeploy(workloadId: string, reference: string): Promise<string> {
  const { deployId } = await slipway.ask<{ deployId: string }>(
    'POST',
    `/api/workloads/${workloadId}/deploy`,
    {
      reference,
    },
  )
  return deployId
}

/** All containers that a deploy of the workload made, except those that hold an image, by name. */
async function containersOf(workloadId: string): Promise<Record<string, string>> {
  const filters = encodeURIComponent(
    JSON.stringify({ label: [`dev.slipway.workload=${workloadId}`, 'dev.slipway.role=workload'] }),
  )
  const found = await getFromEngine<{ Names: string[]; State: string }[]>(
    engine,
    `/containers/json?all=1&filters=${filters}`,
  )
  return Object.fromEntries(found.map(({ Names, State }) => [Names[0]?.slice(1) ?? '', State]))
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-interruption-'))
  await buildWebImage({ reference: one, body: 'version one' })
  await buildWebImage({ reference: two, body: 'version two' })
  proxy = await startEngineProxy(engine)
  door = isOverSsh() ? await openSshDoor(proxy.endpoint) : null
  await start()
})
afterAll(async () => {
  await slipway.end()
  await door?.stop()
  await proxy.stop()
  rmSync(folder, { recursive: true })
})

describe.each([
  ['recreate', true],
  ['overlap', false],
] as const)('a process killed at any step of a deploy by %s', (replacement, isPublished) => {
  let workloadId: string
  let url: string | null
  let steps: string[]

  beforeAll(async () => {
    const published = await publishedPort()
    url = isPublished ? published.url : null
    const { id } = await slipway.ask<{ id: string }>('POST', '/api/workloads', {
      name: `killed-${replacement}`,
      hostId,
      sourceKind: 'image',
      source: { reference: one, ports: isPublished ? published.ports : [] },
      gate: { settleMs: 100, timeoutMs: 10_000 },
      stopTimeoutMs: 2_000,
    })
    workloadId = id
    expect(await finished(id, await startDeploy(id, one))).toMatchObject({
      outcome: 'succeeded',
      errorCode: null,
    })
    steps = await record(() => startDeploy(id, two))
  })

  // The names are wanted again where the same engine is reached another way.
  afterAll(async () => {
    for (const name of Object.keys(await containersOf(workloadId))) {
      await askEngine(engine, 'DELETE', `/containers/${name}?force=true`)
    }
  })

  /** The engine calls of one undisturbed deploy. */
  async function record(deploy: () => Promise<string>): Promise<string[]> {
    const calls: string[] = []
    proxy.intervene({
      before: (call) => {
        if (isChange(call)) calls.push(`${call.method} ${call.path}`)
        return undefined
      },
    })
    const deployed = await finished(workloadId, await deploy())
    expect(deployed).toMatchObject({ outcome: 'succeeded', errorCode: null, replacement })
    await settled()
    proxy.intervene({})
    return calls
  }

  async function settled(): Promise<void> {
    await vi.waitFor(async () => {
      expect(await containersOf(workloadId)).toEqual({ [`killed-${replacement}`]: 'running' })
    }, waiting)
  }

  /** Kills the process at the n-th change that it asks of the engine, before or after the engine has made it. */
  async function killAt(step: number, when: 'before' | 'after', reference: string): Promise<string> {
    let count = 0
    const { promise: isDead, resolve } = Promise.withResolvers<void>()
    const strike = async (call: EngineCall) => {
      if (!isChange(call)) return
      count += 1
      if (count !== step + 1) return
      await slipway.kill()
      resolve()
      throw new Error('The caller is dead.')
    }
    proxy.intervene(
      when === 'after'
        ? { after: strike }
        : {
            before: async (call) => {
              await strike(call)
              return undefined
            },
          },
    )
    const deployId = await startDeploy(workloadId, reference)
    await isDead
    proxy.intervene({})
    return deployId
  }

  /** Kills a deploy of the version that does not run, starts Slipway again, and waits until all is at rest. */
  async function interrupt(
    step: number,
    when: 'before' | 'after',
    running: string,
  ): Promise<[string, string]> {
    const next = running === one ? two : one
    const deployId = await killAt(step, when, next)
    await start()
    const { outcome } = await finished(workloadId, deployId)
    await settled()
    return [outcome, outcome === 'succeeded' ? next : running]
  }

  /** The version that answers; a container without a port is asked for its image. */
  async function answering(): Promise<string | null> {
    if (url !== null) return (await read(url)) === 'version one' ? one : two
    const { Image } = await getFromEngine<{ Image: string }>(engine, `/containers/killed-${replacement}/json`)
    const { RepoTags } = await getFromEngine<{ RepoTags: string[] }>(engine, `/images/${Image}/json`)
    return RepoTags.find((tag) => tag === one || tag === two) ?? null
  }

  it('leaves exactly one of the two containers running under the right name, and says interrupted', async () => {
    expect(steps.length).toBeGreaterThan(4)
    const outcomes = new Set<string>()
    let running = two
    for (const [step, name] of steps.entries()) {
      for (const when of ['before', 'after'] as const) {
        const [outcome, expected] = await interrupt(step, when, running)
        await expect.poll(answering, { message: `killed ${when} ${name}: ${outcome}` }).toBe(expected)
        running = expected
        outcomes.add(outcome)
      }
    }
    // Until the new container is through its gate the deploy is interrupted; what comes after is tidying up.
    expect(outcomes).toEqual(new Set(['interrupted', 'succeeded']))
  }, 400_000)
})
