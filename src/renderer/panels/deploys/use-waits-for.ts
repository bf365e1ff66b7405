import type { Deploy } from '../../../contract/deploy.ts'
import { useHostName } from '../hosts/use-host-name.ts'
import { isAway, useHost } from '../hosts/use-hosts.ts'

/** Name of the host that a queued deploy waits for; null when it waits for nothing, or only for its turn. */
export function useWaitsFor({
  outcome,
  waitsForHost,
  hostId,
}: Pick<Deploy, 'outcome' | 'waitsForHost' | 'hostId'>): string | null {
  const host = useHost(hostId)
  const name = useHostName(hostId)
  return outcome === 'queued' && waitsForHost && host !== undefined && isAway(host) ? name : null
}
