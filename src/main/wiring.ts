import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../contract/failure.ts'
import type { Workload } from '../contract/workload.ts'
import type { Services } from './api/services.ts'
import { ImageKeeper } from './containers/image-keeper.ts'
import { ContainerIndex } from './containers/index-store.ts'
import { labels } from './containers/labels.ts'
import { isOwnTag } from './containers/names.ts'
import { ContainerStatus } from './containers/status.ts'
import { openStore } from './db/open.ts'
import { DeployEvents } from './dispatch/deploy-events.ts'
import { Deploys } from './dispatch/deploys.ts'
import { Dispatcher } from './dispatch/dispatcher.ts'
import { imagesToKeep } from './dispatch/images-to-keep.ts'
import { Pipeline } from './dispatch/pipeline.ts'
import { reachEngine } from './dispatch/reach-engine.ts'
import { referencesAskedOf } from './dispatch/references-asked.ts'
import { removeWorkload } from './dispatch/remove-workload.ts'
import { Replays } from './dispatch/replays.ts'
import { RegistryAuth } from './docker/registry-auth.ts'
import { EventBus } from './events/bus.ts'
import { HostDisks } from './hosts/disk.ts'
import { localHostId } from './hosts/local.ts'
import { Ledger } from './ledger/ledger.ts'
import { type LogFile, openLog } from './log/logger.ts'
import { KeyFileSealer } from './secrets/key-file.ts'
import { type SafeStorage, SafeStorageSealer } from './secrets/safe-storage.ts'
import { Secrets } from './secrets/secrets.ts'
import { SettingsStore } from './settings/settings.ts'
import { allSources } from './sources/index.ts'
import { describeSource } from './sources/source.ts'
import { Sampler } from './stats/sampler.ts'
import { Stats } from './stats/stats.ts'
import { Tokens } from './tokens/tokens.ts'
import { Transfers } from './transfer/computer.ts'
import { Vault } from './transfer/vault.ts'
import { VaultIndex } from './transfer/vault-index.ts'
import { VaultKeeper } from './transfer/vault-keeper.ts'
import { wireHosts } from './wire-hosts.ts'
import { WorkloadStore } from './workloads/store.ts'
import { viewWorkloads } from './workloads/workload-views.ts'
import { Workloads } from './workloads/workloads.ts'

export interface ApplicationOptions {
  readonly dataDir: string
  readonly env: NodeJS.ProcessEnv
  readonly home: string
  readonly version: string
  /** The keychain of the operating system, through Electron; secrets are sealed with a key file without it. */
  readonly safeStorage?: SafeStorage
}

export interface Application {
  readonly services: Services
  readonly log: LogFile
  /** To be called when the computer wakes up, by whoever is told. */
  onWake(): void
  /** The part of `close` that takes its time: tells running deploys to end, and waits for them as long as a shutdown may.
   *  To be called as soon as the end is certain; the services go on answering. */
  stopDeploys(): Promise<void>
  close(): Promise<void>
}

/** The composition root: constructs every service, starts them in order, and ends them in the reverse order.
 *  @throws NewerDatabaseError, and what the file system says of the data folder */
export async function startApplication(options: ApplicationOptions): Promise<Application> {
  const { dataDir, env, home, version } = options
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const log = openLog(dataDir)
  const db = openStore(join(dataDir, 'slipway.db'))

  const events = new EventBus({ log })
  const settings = new SettingsStore(db, events)
  const tokens = new Tokens(db, dataDir)
  const { platform } = process
  const credentials = new RegistryAuth({ env, home, platform, log })
  const keyFile = new KeyFileSealer(join(dataDir, 'slipway.key'))
  const keychain = options.safeStorage === undefined ? [] : [new SafeStorageSealer(options.safeStorage)]
  const remote = wireHosts({
    db,
    dataDir,
    env,
    home,
    credentials,
    secrets: new Secrets(db, [...keychain, keyFile], log),
    log,
    statsWayOf: (hostId) => sampler.way(hostId),
    onRemoved: (hostId) => events.publish({ type: 'host.removed', hostId }),
  })
  const hosts = remote.registry
  const engine = (hostId: string) => hosts.engine(hostId)

  const index = new ContainerIndex(db)
  const keeper = new ImageKeeper(db)
  const sources = allSources(index)
  const store = new WorkloadStore(db)
  const workloads = new Workloads(store, sources)
  const tellWorkload = (workloadId: string) => events.publish({ type: 'workload.changed', workloadId })
  const status = new ContainerStatus({ index, engine, onChange: tellWorkload })
  const vault = new Vault(join(dataDir, 'vault'), new VaultIndex(db))
  const transfers = new Transfers({
    folder: join(dataDir, 'transfer'),
    vault,
    engine: () => engine(localHostId),
  })
  const replays = new Replays({
    sources,
    keeper,
    engine,
    computerId: localHostId,
    isInVault: (imageId) => vault.has(imageId),
  })

  const deployEvents = new DeployEvents({
    publish: (event) => events.publish(event),
    show: (entry) => deploys.lastKnown(entry),
    afterClosing: (workloadId) => {
      void status.refresh(workloadId)
      vaultKeeper.advance()
    },
    log,
  })
  const ledger = new Ledger(db, (entry) => deployEvents.entryChanged(entry))
  const pipeline = new Pipeline({
    ledger,
    workloads: store,
    sources,
    keeper,
    index,
    reachEngine: (hostId, signal) => reachEngine(hosts, hostId, signal),
    computerFor: (target) => transfers.computerFor(target),
    onPull: (entry, layers, isSent) => deployEvents.pulled(entry, layers, isSent),
    log,
  })
  const vaultKeeper = new VaultKeeper({
    vault,
    wanted: () => imagesToKeep(store, ledger),
    engines: (hostId) => [engine(localHostId), engine(hostId)].filter((each) => each !== null),
    limitBytes: () => {
      const { vaultEnabled, vaultLimitGib } = settings.get()
      return vaultEnabled ? vaultLimitGib * 2 ** 30 : null
    },
    log,
  })
  const dispatcher = new Dispatcher({
    ledger,
    workloads: store,
    pipeline,
    maxDeploysPerHost: () => settings.get().maxDeploysPerHost,
    isOnline: (hostId) => engine(hostId) !== null,
    log,
  })
  const disks = new HostDisks({
    hosts,
    neededOn: (hostId) => ({
      ids: keeper.knownOn(hostId),
      references: [...ledger.openReferencesOn(hostId), ...referencesAskedOf(hostId, store, sources)],
    }),
    isOwnTag,
  })
  const deploys = new Deploys({ workloads, sources, ledger, dispatcher, replays })

  const stats = new Stats({
    db,
    workloads,
    hosts,
    deploysWithin: (workloadId, from, to) => ledger.within(workloadId, from, to),
    settings,
    log,
  })

  const sampler = new Sampler({
    index,
    hosts,
    intervalMs: () => settings.get().statsIntervalSeconds * 1_000,
    canStretch: () => settings.get().statsStretch,
    isWatched: () => stats.isWatched(),
    record: (round) => stats.record(round),
    onWay: (hostId) => events.publish({ type: 'host.changed', host: hosts.get(hostId) }),
    log,
  })
  /** Whoever looks at stats wants them as often as the settings say. */
  const seen = <Answer>(answer: Answer): Answer => {
    sampler.reconsider()
    return answer
  }

  const view = { ledger, status, show: (entries: Parameters<Deploys['shown']>[0]) => deploys.shown(entries) }
  const viewOne = async (id: string): Promise<Workload> => {
    const [shown] = await viewWorkloads([workloads.get(id)], view)
    if (shown === undefined) throw new Failure('not_found', { kind: 'workload', id })
    return shown
  }

  const services: Services = {
    version,
    workloads: {
      list: () => viewWorkloads(workloads.list(), view),
      get: viewOne,
      create: async (input) => {
        const { id } = workloads.create(input)
        tellWorkload(id)
        return viewOne(id)
      },
      update: async (id, patch) => {
        workloads.update(id, patch)
        tellWorkload(id)
        return viewOne(id)
      },
      remove: async (id, { containers }) => {
        await removeWorkload(workloads.get(id), containers, { dispatcher, pipeline, hosts, store })
        status.forget(id)
        stats.forget(id)
        vaultKeeper.advance()
        events.publish({ type: 'workload.removed', workloadId: id })
      },
    },
    deploys: {
      start: (workloadId, request) => deploys.start(workloadId, request),
      list: (workloadId, page) => deploys.list(workloadId, page),
      get: (workloadId, deployId) => deploys.get(workloadId, deployId),
      cancel: (workloadId, deployId) => deploys.cancel(workloadId, deployId),
      rollback: (workloadId, request) => deploys.rollback(workloadId, request),
    },
    hosts: {
      list: () => hosts.list(),
      get: (id) => hosts.get(id),
      check: (id) => hosts.check(id),
      create: (input) => remote.configured.create(input),
      update: (id, patch) => remote.configured.update(id, patch),
      remove: (id) => remote.configured.remove(id),
      trust: (id, fingerprint) => remote.configured.trust(id, fingerprint),
      unlock: (id, secret) => remote.configured.unlock(id, secret),
      test: (input) => remote.test(input),
      sshNames: async () => [...remote.sshNames()],
      disk: (id) => disks.measure(id),
      prune: (id, parts) => disks.prune(id, parts),
      images: (id) => disks.images(id),
    },
    stats: {
      history: (input) => seen(stats.history(input)),
      now: (id) => seen(stats.now(id)),
      overview: () => seen(stats.overview()),
    },
    sources: {
      list: () =>
        sources
          .list()
          .map((source) => describeSource(source, z.toJSONSchema(source.schema, { io: 'input' }))),
    },
    tokens,
    settings,
    events,
  }

  const refreshHost = (hostId: string) => {
    for (const record of workloads.list()) if (record.hostId === hostId) void status.refresh(record.id)
  }
  hosts.onChange((host) => {
    events.publish({ type: 'host.changed', host })
    refreshHost(host.id)
    if (host.state !== 'online') return
    vaultKeeper.advance()
    dispatcher.hostIsBack(host.id)
    sampler.hostIsBack(host.id)
  })
  hosts.onContainerEvent((hostId, { id, labels: own }) => {
    sampler.containerChanged(hostId, id)
    const workloadId = own[labels.workload]
    if (workloadId !== undefined) void status.refresh(workloadId)
  })
  events.subscribe(({ type }) => {
    if (type !== 'settings.changed') return
    vaultKeeper.advance()
    dispatcher.advance()
    stats.prune()
    sampler.reconsider()
  })
  await vault.sweep()
  await remote.start()
  stats.start()
  sampler.start()
  dispatcher.resume()
  log.info({ version }, 'started')

  let stopping: Promise<void> | undefined
  const stopDeploys = () => {
    stopping ??= dispatcher.close()
    return stopping
  }
  const close = async () => {
    await stopDeploys()
    await vaultKeeper.close()
    await sampler.stop()
    await stats.stop()
    await remote.stop()
    events.close()
    db.close()
    log.info({ version }, 'ended')
    log.close()
  }
  let closing: Promise<void> | undefined
  return {
    services,
    log,
    onWake: () => remote.network.tellReturn(),
    stopDeploys,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}
