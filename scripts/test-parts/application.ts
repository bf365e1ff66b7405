import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DeployDetail } from '../../src/contract/deploy.ts'
import type { SlipwayEvent } from '../../src/contract/event.ts'
import { type Workload, workloadCreateSchema } from '../../src/contract/workload.ts'
import { type Application, startApplication } from '../../src/main/wiring.ts'
import { closePartFolder, openPartFolder, takeOverAbandoned } from './part-folder.ts'
import { freePort } from './registry.ts'
import { enterDoor, isOverSsh, openSshDoor, type SshDoor } from './ssh-door.ts'

export interface TestApplication {
  readonly dataDir: string
  readonly home: string
  readonly services: Application['services']
  /** The host that the engine is, where workloads go unless a test says otherwise. */
  readonly hostId: string
  /** Everything that was told since the start. */
  readonly events: readonly SlipwayEvent[]
  /** Adds a workload; the gate is short unless given. */
  add(name: string, source: Readonly<Record<string, unknown>>, more?: object): Promise<Workload>
  /** Resolves when the deploy has ended. */
  ended(workloadId: string, deployId: string): Promise<DeployDetail>
  /** Deploys and waits for the end. */
  deploy(workload: Pick<Workload, 'id'>, reference?: string): Promise<DeployDetail>
  rollback(workload: Pick<Workload, 'id'>, to?: string, config?: 'then' | 'now'): Promise<DeployDetail>
  /** Resolves with the first event, from the start on, that fits. */
  waitFor<Found extends SlipwayEvent>(fits: (event: SlipwayEvent) => event is Found): Promise<Found>
  waitFor(fits: (event: SlipwayEvent) => boolean): Promise<SlipwayEvent>
  /** Ends the application; its data stays for the next start. */
  close(): Promise<void>
  /** Ends it and removes its data. */
  dispose(): Promise<void>
}

/** The whole application in this process, as the composition root builds it, on an engine of the test's. */
export async function startTestApplication(options: {
  readonly engine: string
  readonly dataDir?: string
  readonly home?: string
}): Promise<TestApplication> {
  for (const abandoned of takeOverAbandoned('application')) closePartFolder(abandoned)
  const folder = openPartFolder('application')
  const dataDir = options.dataDir ?? join(folder, 'data')
  const home = options.home ?? join(folder, 'home')
  const door = isOverSsh() ? await doorOf(dataDir, options.engine) : null
  const application = await startApplication({
    dataDir,
    home,
    env: { DOCKER_HOST: door === null ? options.engine : 'unix:///nowhere/docker.sock' },
    version: '0.0.0-test',
  })
  const { services } = application
  const events: SlipwayEvent[] = []
  const heard = listen(services, events)
  const { id: localId } = await services.hosts.check('local')
  const hostId = door === null ? localId : await enterDoor(door, services.hosts)

  const waitFor = async (fits: (event: SlipwayEvent) => boolean): Promise<SlipwayEvent> => {
    for (let from = 0; ; ) {
      const next = events.slice(from).find(fits)
      if (next !== undefined) return next
      from = events.length
      await heard.next()
    }
  }
  const ended = async (workloadId: string, deployId: string): Promise<DeployDetail> => {
    await waitFor(
      (event) =>
        event.type === 'deploy.changed' && event.deploy.id === deployId && event.deploy.finishedAt !== null,
    )
    return services.deploys.get(workloadId, deployId)
  }
  const actor = 'local'
  return {
    dataDir,
    home,
    services,
    hostId,
    events,
    ended,
    waitFor: waitFor as TestApplication['waitFor'],
    add: async (name, source, more = {}) =>
      services.workloads.create(
        workloadCreateSchema.parse({
          name,
          hostId,
          sourceKind: 'image',
          source,
          gate: { settleMs: 200, timeoutMs: 20_000 },
          stopTimeoutMs: 2_000,
          ...more,
        }),
      ),
    deploy: async ({ id }, reference) =>
      ended(
        id,
        await services.deploys.start(id, { actor, ...(reference === undefined ? {} : { reference }) }),
      ),
    rollback: async ({ id }, to, config = 'then') =>
      ended(
        id,
        await services.deploys.rollback(id, {
          actor,
          config,
          ...(to === undefined ? {} : { deployId: to }),
        }),
      ),
    close: () => application.close(),
    dispose: async () => {
      await application.close()
      await doors.get(dataDir)?.stop()
      doors.delete(dataDir)
      rmSync(dataDir, { recursive: true, force: true })
      closePartFolder(folder)
    },
  }
}

/** By data folder: an application that starts again finds its host where it was. */
const doors = new Map<string, SshDoor>()

async function doorOf(dataDir: string, engine: string): Promise<SshDoor> {
  const door = doors.get(dataDir) ?? (await openSshDoor(engine))
  doors.set(dataDir, door)
  return door
}

/** Collects the events, and wakes whoever waits for one more. */
function listen(services: Application['services'], events: SlipwayEvent[]): { next(): Promise<void> } {
  let wake = Promise.withResolvers<void>()
  const collect = async () => {
    for await (const { event } of services.events.stream(undefined)) {
      events.push(event)
      wake.resolve()
      wake = Promise.withResolvers<void>()
    }
  }
  void collect()
  return { next: () => wake.promise }
}

/** A published port for a workload's `ports`, free at this moment. */
export async function publishedPort(): Promise<{ readonly ports: object[]; readonly url: string }> {
  const host = await freePort()
  return { ports: [{ container: 8080, host }], url: `http://127.0.0.1:${host}/` }
}

/** What a published port answers now, or null when nobody does. */
export async function read(url: string): Promise<string | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) })
    return await answer.text()
  } catch {
    return null
  }
}
