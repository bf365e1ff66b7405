import { createHash } from 'node:crypto'
import type { DeployConfig } from '../../contract/deploy.ts'
import type { Source } from '../sources/source.ts'
import type { WorkloadRecord } from '../workloads/store.ts'

/** What of a workload's configuration a deploy is made with. */
export function configSnapshot({ source, gate, stopTimeoutMs }: WorkloadRecord): DeployConfig {
  return { source, gate, stopTimeoutMs }
}

/** SHA-256 over all that a running container depends on beside its image; the order of keys does not matter.
 *  The gate is left out: another patience changes nothing about what runs. */
export function configHash(source: Source, { source: config, stopTimeoutMs }: DeployConfig): string {
  const facts = { fingerprint: source.fingerprint(config), stopTimeoutMs }
  return createHash('sha256').update(JSON.stringify(facts, sortKeys)).digest('hex')
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
