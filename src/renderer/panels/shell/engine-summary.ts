import type { Host, HostState } from '../../../contract/host.ts'
import { LOCAL_HOST } from '../hosts/use-hosts.ts'

export interface EngineSummary {
  readonly state: HostState
  /** How many hosts are in this state. */
  readonly count: number
}

/** From what needs somebody to what does not. */
const severity: readonly HostState[] = ['refused', 'untrusted', 'offline', 'connecting', 'online']

/** The worst state among several hosts. This computer does not count where it never had an engine: nobody waits for it. */
export function summariseEngines(hosts: readonly Host[]): EngineSummary {
  const counted = hosts.filter((host) => !isWithoutEngine(host))
  const state = severity.find((worst) => counted.some((host) => host.state === worst)) ?? 'online'
  return { state, count: counted.filter((host) => host.state === state).length }
}

function isWithoutEngine({ id, state, reason, lastSeenAt }: Host): boolean {
  return id === LOCAL_HOST && state !== 'online' && reason === 'engine_not_found' && lastSeenAt === null
}
