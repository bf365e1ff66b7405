import { createRouterClient, EventPublisher, implement, ORPCError } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import type { Deploy, DeployDetail, WhenAway } from '../../contract/deploy.ts'
import type { SlipwayEvent } from '../../contract/event.ts'
import { Failure } from '../../contract/failure.ts'
import type {
  Host,
  HostCreate,
  HostDisk,
  HostImage,
  HostPatch,
  HostPrune,
  HostPruned,
  HostTest,
  SshName,
} from '../../contract/host.ts'
import { defaultSettings, type Settings, settingsSchema } from '../../contract/settings.ts'
import type { SourceKind } from '../../contract/source.ts'
import type { StatsHistory, StatsHistoryInput, StatsNow } from '../../contract/stats.ts'
import type { Workload, WorkloadCreate } from '../../contract/workload.ts'
import type { SlipwayClient } from '../client.ts'
import { imageSource } from './image-source.ts'
import { onlineHost, sampleDetail } from './samples.ts'
import { neverSampled, noHistory } from './stats-samples.ts'

export interface StartRequest {
  readonly id: string
  readonly reference?: string | undefined
  readonly whenAway: WhenAway
}

export interface RollbackRequest {
  readonly whenAway: WhenAway
  readonly id: string
  readonly deployId?: string | undefined
  readonly config: 'then' | 'now'
}

/** Answers to what a screen asks of hosts. */
export interface HostCalls {
  create(input: HostCreate): Promise<Host> | Host
  update(input: HostPatch & { readonly id: string }): Promise<Host> | Host
  remove(id: string): void
  trust(input: { readonly id: string; readonly fingerprint: string }): Promise<Host> | Host
  unlock(input: { readonly id: string; readonly passphrase: string; readonly keep: boolean }): Host
  test(input: Omit<HostCreate, 'name'>): Promise<HostTest> | HostTest
  disk(id: string): HostDisk
  prune(input: HostPrune & { readonly id: string }): HostPruned
  images(id: string): HostImage[]
  check(id: string): Promise<Host> | Host
}

/** What a test may decide about the application behind the screens; the rest answers quietly. */
export interface FakeSlipway {
  readonly workloads?: () => Promise<Workload[]> | Workload[]
  readonly deploys?: readonly Deploy[]
  readonly detail?: (deploy: Deploy) => DeployDetail
  readonly host?: Host
  readonly hosts?: readonly Host[]
  readonly hostCalls?: Partial<HostCalls>
  readonly sshNames?: readonly SshName[]
  readonly stats?: {
    readonly history?: (input: StatsHistoryInput) => StatsHistory
    readonly now?: (workloadId: string) => StatsNow
    readonly overview?: () => StatsNow[]
  }
  readonly sources?: readonly SourceKind[]
  readonly settings?: Settings
  readonly create?: (input: WorkloadCreate) => Workload
  readonly start?: (input: StartRequest) => void
  readonly cancel?: (deployId: string) => void
  readonly rollback?: (input: RollbackRequest) => Promise<void> | void
  readonly remove?: (id: string, containers: boolean | undefined) => void
  readonly stream?: (
    lastEventId: string | undefined,
    signal: AbortSignal | undefined,
  ) => AsyncGenerator<SlipwayEvent, void>
}

/** What the test has said; a call that it did not think of fails. */
function given<Call>(call: Call | undefined): Call {
  if (call === undefined) throw new Error('This test does not answer that.')
  return call
}

/** A client of the real contract, with validation and typed errors, over answers of the test. */
export function fakeSlipway(fake: FakeSlipway = {}): SlipwayClient {
  return createRouterClient(fakeRouter(fake))
}

/** The answers of the test, to be served over whatever a test serves them. */
export function fakeRouter(fake: FakeSlipway = {}) {
  const os = implement(contract)
  const deploys = fake.deploys ?? []
  const list = async () => (await fake.workloads?.()) ?? []
  const find = async (id: string): Promise<Workload> => {
    const workload = (await list()).find((candidate) => candidate.id === id)
    if (workload === undefined) throw new Failure('not_found', { kind: 'workload', id })
    return workload
  }
  const findDeploy = (id: string): Deploy => {
    const deploy = deploys.find((candidate) => candidate.id === id)
    if (deploy === undefined) throw new Failure('not_found', { kind: 'deploy', id })
    return deploy
  }
  const host = fake.host ?? onlineHost
  const findHost = (id: string): Host => {
    const found = (fake.hosts ?? [host]).find((candidate) => candidate.id === id)
    if (found === undefined) throw new Failure('not_found', { kind: 'host', id })
    return found
  }
  const silence = new EventPublisher<{ event: SlipwayEvent }>()
  let settings = fake.settings ?? defaultSettings

  const failing = os.use(async ({ next }) => {
    try {
      return await next()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      const { code, status, message, data } = error
      throw new ORPCError(code, { defined: true, status, message, data })
    }
  })
  return failing.router({
    workloads: {
      list: os.workloads.list.handler(list),
      get: os.workloads.get.handler(({ input }) => find(input.id)),
      create: os.workloads.create.handler(({ input }) => {
        if (fake.create === undefined) throw new Error('This test creates nothing.')
        return fake.create(input)
      }),
      update: os.workloads.update.handler(({ input }) => find(input.id)),
      remove: os.workloads.remove.handler(({ input }) =>
        fake.remove?.(input.params.id, input.query?.containers),
      ),
    },
    deploys: {
      start: os.deploys.start.handler(({ input }) => {
        fake.start?.(input)
        return { deployId: 'new' }
      }),
      list: os.deploys.list.handler(({ input: { before, limit } }) => {
        const rest = deploys.filter(({ seq }) => before === undefined || seq < before)
        const page = rest.slice(0, limit)
        return { deploys: page, next: rest.length > page.length ? (page.at(-1)?.seq ?? null) : null }
      }),
      get: os.deploys.get.handler(({ input }) => (fake.detail ?? sampleDetail)(findDeploy(input.deployId))),
      cancel: os.deploys.cancel.handler(({ input }) => {
        fake.cancel?.(input.deployId)
        return { deployId: input.deployId }
      }),
      rollback: os.deploys.rollback.handler(async ({ input }) => {
        await fake.rollback?.(input)
        return { deployId: 'new' }
      }),
    },
    hosts: {
      list: os.hosts.list.handler(() => [...(fake.hosts ?? [host])]),
      get: os.hosts.get.handler(({ input }) => findHost(input.id)),
      check: os.hosts.check.handler(({ input }) => (fake.hostCalls?.check ?? findHost)(input.id)),
      create: os.hosts.create.handler(({ input }) => given(fake.hostCalls?.create)(input)),
      update: os.hosts.update.handler(({ input }) => given(fake.hostCalls?.update)(input)),
      remove: os.hosts.remove.handler(({ input }) => given(fake.hostCalls?.remove)(input.id)),
      trust: os.hosts.trust.handler(({ input }) => given(fake.hostCalls?.trust)(input)),
      unlock: os.hosts.unlock.handler(({ input }) => given(fake.hostCalls?.unlock)(input)),
      test: os.hosts.test.handler(({ input }) => given(fake.hostCalls?.test)(input)),
      sshNames: os.hosts.sshNames.handler(() => [...(fake.sshNames ?? [])]),
      disk: os.hosts.disk.handler(({ input }) => given(fake.hostCalls?.disk)(input.id)),
      prune: os.hosts.prune.handler(({ input }) => given(fake.hostCalls?.prune)(input)),
      images: os.hosts.images.handler(({ input }) => given(fake.hostCalls?.images)(input.id)),
    },
    stats: {
      history: os.stats.history.handler(({ input }) => (fake.stats?.history ?? noHistory)(input)),
      now: os.stats.now.handler(({ input }) => (fake.stats?.now ?? neverSampled)(input.id)),
      overview: os.stats.overview.handler(() => fake.stats?.overview?.() ?? []),
    },
    sources: { list: os.sources.list.handler(() => [...(fake.sources ?? [imageSource])]) },
    tokens: {
      list: os.tokens.list.handler(() => []),
      create: os.tokens.create.handler(() => {
        throw new Error('The screens make no tokens.')
      }),
      remove: os.tokens.remove.handler(() => undefined),
    },
    settings: {
      get: os.settings.get.handler(() => settings),
      update: os.settings.update.handler(({ input }) => {
        settings = settingsSchema.parse({ ...settings, ...input })
        return settings
      }),
    },
    events: {
      stream: os.events.stream.handler(({ signal, lastEventId }) =>
        fake.stream === undefined ? silence.subscribe('event', { signal }) : fake.stream(lastEventId, signal),
      ),
    },
    health: { get: os.health.get.handler(() => ({ status: 'ok' as const, version: '0.0.0' })) },
  })
}
