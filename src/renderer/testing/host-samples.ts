import type { Host, HostDisk, HostTest } from '../../contract/host.ts'
import { onlineHost } from './samples.ts'

const MINUTE = 60_000
const GIBIBYTE = 1_073_741_824

export const edgeFingerprint = 'SHA256:uNiVztksCsDhcc0u9e8BrVQ2rE0d0y6ZtXbqf3kT1Jk'
export const strangeFingerprint = 'SHA256:p2QAMXNIC1TJYWeIOttrVc98/R1BUFWu3/LiyKgUfQM'

/** A host over SSH that is there. */
export const edgeHost: Host = {
  ...onlineHost,
  id: 'edge',
  name: 'edge',
  kind: 'ssh',
  endpoint: 'ssh://deploy@edge.lan:2222',
  identityFile: '~/.ssh/id_ed25519',
  hostKey: {
    server: '[edge.lan]:2222',
    type: 'ssh-ed25519',
    fingerprint: edgeFingerprint,
    knownFingerprint: edgeFingerprint,
  },
  sshWay: 'forward',
  statsWay: 'api',
  attempts: [],
}

/** The same, away for five minutes. */
export const awayHost: Host = {
  ...edgeHost,
  state: 'offline',
  reason: 'connect_timeout',
  since: Date.now() - 5 * MINUTE,
  lastSeenAt: Date.now() - 5 * MINUTE,
  nextAttemptAt: Date.now() + 30_000,
}

/** One that has shown a key which nobody has compared yet. */
export const untrustedHost: Host = {
  ...edgeHost,
  state: 'untrusted',
  reason: 'host_key_unknown',
  lastSeenAt: null,
  engine: null,
  sshWay: null,
  statsWay: null,
  hostKey: {
    server: '[edge.lan]:2222',
    type: 'ssh-ed25519',
    fingerprint: edgeFingerprint,
    knownFingerprint: null,
  },
}

/** One whose key is another than the known one. */
export const changedHost: Host = {
  ...edgeHost,
  state: 'refused',
  reason: 'host_key_changed',
  hostKey: {
    server: '[edge.lan]:2222',
    type: 'ssh-ed25519',
    fingerprint: strangeFingerprint,
    knownFingerprint: edgeFingerprint,
  },
}

export const lockedHost: Host = {
  ...edgeHost,
  state: 'refused',
  reason: 'passphrase_needed',
  lastSeenAt: null,
  engine: null,
}

export const sampleDisk: HostDisk = {
  images: { count: 14, bytes: 6 * GIBIBYTE, reclaimableBytes: 2 * GIBIBYTE },
  keptImages: { count: 3 },
  containers: { count: 4, bytes: 120_000_000, reclaimableBytes: 0 },
  volumes: { count: 2, bytes: 3 * GIBIBYTE, reclaimableBytes: 0 },
  buildCache: { count: 31, bytes: GIBIBYTE, reclaimableBytes: GIBIBYTE },
}

export const passedTest: HostTest = {
  steps: [
    { step: 'name', result: 'passed', reason: null, detail: '192.0.2.7' },
    { step: 'port', result: 'passed', reason: null, detail: '2222' },
    { step: 'key', result: 'passed', reason: null, detail: edgeFingerprint },
    { step: 'auth', result: 'passed', reason: null, detail: 'deploy' },
    { step: 'engine', result: 'passed', reason: null, detail: '/var/run/docker.sock' },
    { step: 'version', result: 'passed', reason: null, detail: '27.1.0' },
  ],
  hostKey: edgeHost.hostKey,
}

export const refusedTest: HostTest = {
  steps: [
    ...passedTest.steps.slice(0, 3),
    { step: 'auth', result: 'failed', reason: 'auth_refused', detail: 'deploy' },
    { step: 'engine', result: 'skipped', reason: null, detail: null },
    { step: 'version', result: 'skipped', reason: null, detail: null },
  ],
  hostKey: edgeHost.hostKey,
}
