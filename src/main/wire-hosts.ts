import { userInfo } from 'node:os'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import type { HostCreate, HostTest, SshName } from '../contract/host.ts'
import type { StatsWay } from '../contract/stats.ts'
import { labels } from './containers/labels.ts'
import type { CredentialSource } from './docker/docker-engine.ts'
import { ConfiguredHosts } from './hosts/configured.ts'
import { type HostTestParts, testSshHost, testTcpHost } from './hosts/host-test.ts'
import { LastSeen } from './hosts/last-seen.ts'
import { LocalHost } from './hosts/local.ts'
import { NetworkWatch } from './hosts/network-watch.ts'
import { Passphrases } from './hosts/passphrases.ts'
import { HostRegistry } from './hosts/registry.ts'
import { RemoteHost } from './hosts/remote.ts'
import { type RemoteEndpoint, readRemoteEndpoint } from './hosts/remote-endpoint.ts'
import { SshWay } from './hosts/ssh-way.ts'
import { type HostRecord, HostStore } from './hosts/store.ts'
import { TcpWay } from './hosts/tcp-way.ts'
import type { Way } from './hosts/way.ts'
import type { Logger } from './log/logger.ts'
import type { Secrets } from './secrets/secrets.ts'
import { sshNames } from './ssh/config.ts'
import { connectSsh } from './ssh/connect.ts'

export interface HostsWiring {
  readonly db: Database.Database
  readonly dataDir: string
  readonly env: NodeJS.ProcessEnv
  readonly home: string
  readonly credentials: CredentialSource
  readonly secrets: Secrets
  readonly log: Logger
  readonly statsWayOf: (hostId: string) => StatsWay | null
  readonly onRemoved: (hostId: string) => void
}

export interface WiredHosts {
  readonly registry: HostRegistry
  readonly configured: ConfiguredHosts
  readonly network: NetworkWatch
  test(input: Omit<HostCreate, 'name'>): Promise<HostTest>
  sshNames(): readonly SshName[]
  start(): Promise<void>
  stop(): Promise<void>
}

/** The composition root's part for hosts. */
export function wireHosts(wiring: HostsWiring): WiredHosts {
  const { db, dataDir, env, home, credentials, log } = wiring
  const { platform } = process
  const ownKnownHosts = join(dataDir, 'slipway.known_hosts')
  const eventLabel = labels.workload
  const store = new HostStore(db)
  const passphrases = new Passphrases(wiring.secrets)
  const network = new NetworkWatch()
  const remembered = store.get('local') ?? { engine: null, lastSeenAt: null }
  const local = new LocalHost({ env, home, platform, credentials, eventLabel, log, remembered })
  const registry = new HostRegistry([local], log, wiring.statsWayOf)
  const lastSeen = new LastSeen(registry, store)

  const ssh = { env, home, ownKnownHosts, log }
  const wayTo = (
    record: Pick<HostRecord, 'id' | 'endpoint' | 'identityFile' | 'tls'>,
    place: RemoteEndpoint,
  ) => {
    const { id, endpoint, identityFile, tls } = record
    if (place.kind === 'tcp') return new TcpWay({ place, tls, env, home, platform })
    const passphraseFor = (file: string) => passphrases.of(id, file)
    return new SshWay({
      target: { endpoint: endpoint ?? '', identityFile },
      connect: (target, signal) => connectSsh(target, { ...ssh, passphraseFor, signal }),
      home,
      ownKnownHosts,
    })
  }
  const connect = (record: HostRecord, way: Way) =>
    new RemoteHost({ record, way, network, credentials, eventLabel, log })
  const configured = new ConfiguredHosts({
    store,
    registry,
    passphrases,
    env,
    ownKnownHosts,
    wayTo,
    connect,
    onRemoved: wiring.onRemoved,
  })
  const testParts: HostTestParts = {
    connectSsh: (target, signal, onStep) =>
      connectSsh(target, { ...ssh, passphraseFor: () => null, signal, onStep }),
    credentials,
    eventLabel,
  }
  return {
    registry,
    configured,
    network,
    test: async (input) => {
      const place = readRemoteEndpoint(input, env['DOCKER_CERT_PATH'])
      const { endpoint, identityFile } = input
      if (place.kind === 'ssh') return await testSshHost({ endpoint, identityFile }, testParts)
      return await testTcpHost(place, wayTo({ id: '', ...input }, place), testParts)
    },
    sshNames: () => sshNames({ env, home, localUser: userInfo().username }),
    start: async () => {
      await configured.load()
      lastSeen.start()
      network.start()
      registry.start()
    },
    stop: async () => {
      network.stop()
      await registry.stop()
      lastSeen.stop()
    },
  }
}
