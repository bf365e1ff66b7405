import type { Deploy, DeployDetail } from '../../contract/deploy.ts'
import type { Host } from '../../contract/host.ts'
import type { Workload } from '../../contract/workload.ts'
import { sampleConfig } from './image-source.ts'

const MINUTE = 60_000
const now = Date.now()

export function sampleDeploy(change: Partial<Deploy> = {}): Deploy {
  const seq = change.seq ?? 1
  return {
    id: `deploy-${seq}`,
    workloadId: 'web',
    seq,
    kind: 'deploy',
    reason: 'manual',
    triggerId: null,
    deliveryId: null,
    actor: 'local',
    hostId: 'local',
    sourceKind: 'image',
    reference: `shop/web:${seq}`,
    pinned: {
      reference: `registry.example.com/shop/web:${seq}`,
      digest: `sha256:${String(seq).padStart(2, '0').repeat(32)}`,
      imageId: `sha256:${'ab'.repeat(32)}`,
      platform: 'linux/amd64',
    },
    configHash: 'c0ffee',
    outcome: 'succeeded',
    errorCode: null,
    phase: 'record',
    replacement: 'recreate',
    exitCode: null,
    healthStatus: 'healthy',
    backupId: null,
    backupCode: null,
    rollbackOf: null,
    promotedFrom: null,
    previousId: null,
    queuedAt: now - (60 - seq) * MINUTE,
    startedAt: now - (60 - seq) * MINUTE,
    finishedAt: now - (60 - seq) * MINUTE + 8_400,
    waitsForHost: false,
    current: false,
    replay: 'local',
    ...change,
  }
}

export function sampleDetail(deploy: Deploy, source: object = {}): DeployDetail {
  return {
    ...deploy,
    config: {
      source: { ...sampleConfig, reference: deploy.reference, ...source },
      gate: { settleMs: 7_000, timeoutMs: 120_000 },
      stopTimeoutMs: 10_000,
    },
  }
}

export function sampleWorkload(change: Partial<Workload> = {}): Workload {
  const name = change.name ?? 'web'
  return {
    id: name,
    name,
    hostId: 'local',
    parentId: null,
    refId: name,
    sourceKind: 'image',
    source: { ...sampleConfig, reference: 'shop/web:2' },
    gate: { settleMs: 7_000, timeoutMs: 120_000 },
    stopTimeoutMs: 10_000,
    historyLimit: 50,
    imageLimit: 5,
    createdAt: now,
    updatedAt: now,
    state: 'running',
    containers: [],
    current: null,
    lastDeploy: null,
    ...change,
  }
}

export const onlineHost: Host = {
  id: 'local',
  name: 'local',
  state: 'online',
  reason: null,
  since: now,
  endpoint: 'unix:///var/run/docker.sock',
  engine: {
    version: '27.1.0',
    apiVersion: '1.46',
    os: 'linux',
    arch: 'amd64',
    product: 'docker',
    cpus: 8,
    memoryBytes: 17_179_869_184,
  },
  kind: 'local',
  lastSeenAt: now,
  identityFile: null,
  tls: null,
  hostKey: null,
  sshWay: null,
  statsWay: null,
  nextAttemptAt: null,
  attempts: [
    { origin: 'socket', name: 'Docker', endpoint: 'unix:///var/run/docker.sock', result: 'answered' },
  ],
}

export const offlineHost: Host = {
  ...onlineHost,
  state: 'offline',
  reason: 'engine_permission_denied',
  endpoint: null,
  engine: null,
  attempts: [
    {
      origin: 'DOCKER_HOST',
      name: 'DOCKER_HOST',
      endpoint: 'unix:///tmp/none.sock',
      result: 'engine_not_found',
    },
    {
      origin: 'socket',
      name: 'Docker',
      endpoint: 'unix:///var/run/docker.sock',
      result: 'engine_permission_denied',
    },
  ],
}
