import { randomBytes, randomUUID } from 'node:crypto'

export const workloadCount = 200
export const entriesPerWorkload = 500

/** One closed deploy with the fields that a real one has. */
export interface FilledEntry {
  readonly id: string
  readonly workloadId: string
  readonly seq: number
  readonly outcome: 'succeeded' | 'failed' | 'rolled_back'
  readonly errorCode: string | null
  readonly reference: string
  readonly digest: string
  readonly imageId: string
  readonly configHash: string
  readonly config: string
  readonly at: number
}

const baseTime = Date.UTC(2026, 0, 1)

export function workloadIds(): string[] {
  return Array.from({ length: workloadCount }, () => randomUUID())
}

/** Entries in the order of time, the workloads taking turns as they do in life. */
export function* history(workloads: readonly string[]): Generator<FilledEntry> {
  for (let seq = 1; seq <= entriesPerWorkload; seq += 1) {
    for (const [number, workloadId] of workloads.entries()) yield entry(workloadId, number, seq)
  }
}

function entry(workloadId: string, number: number, seq: number): FilledEntry {
  const outcome = outcomeOf(seq)
  const hex = () => randomBytes(32).toString('hex')
  return {
    id: randomUUID(),
    workloadId,
    seq,
    outcome,
    errorCode: outcome === 'succeeded' ? null : 'exited_early',
    reference: `registry.example.com/team/app-${number}:${seq}`,
    digest: `sha256:${hex()}`,
    imageId: `sha256:${hex()}`,
    configHash: hex(),
    config: config(number, seq),
    at: baseTime + (seq * workloadCount + number) * 60_000,
  }
}

function outcomeOf(seq: number): FilledEntry['outcome'] {
  if (seq % 10 === 3) return 'failed'
  return seq % 10 === 7 ? 'rolled_back' : 'succeeded'
}

function config(number: number, seq: number): string {
  return JSON.stringify({
    source: {
      reference: `registry.example.com/team/app-${number}:${seq}`,
      command: null,
      entrypoint: null,
      ports: [{ container: 8080, host: 20_000 + number, hostIp: '127.0.0.1', protocol: 'tcp' }],
      restart: 'unless-stopped',
      labels: { team: 'web', tier: 'gold' },
      healthcheck: null,
      memoryBytes: 268_435_456,
      cpus: 0.5,
      network: null,
      user: null,
      workingDir: null,
    },
    gate: { settleMs: 7_000, timeoutMs: 120_000 },
    stopTimeoutMs: 10_000,
  })
}
