import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Host } from '../../../contract/host.ts'
import { useApi } from '../../connection.ts'
import { useLocale } from '../../ui/use-locale.ts'

/** Id of the engine on this computer; it always exists. */
export const LOCAL_HOST = 'local'

export function useHost(hostId: string): Host | undefined {
  const hosts = useQuery(useApi().hosts.list.queryOptions())
  return hosts.data?.find(({ id }) => id === hostId)
}

/** All hosts, this computer first, then by name; empty until they are read. */
export function useHosts(): readonly Host[] {
  const hosts = useQuery(useApi().hosts.list.queryOptions()).data
  const locale = useLocale()
  return useMemo(() => inOrder(hosts ?? [], locale), [hosts, locale])
}

export function inOrder(hosts: readonly Host[], locale: string): readonly Host[] {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  const rank = ({ id }: Host) => (id === LOCAL_HOST ? 0 : 1)
  return hosts.toSorted((a, b) => rank(a) - rank(b) || collator.compare(a.name, b.name))
}

/** Whether what is shown of a host is what was last known of it. */
export function isAway({ state }: Host): boolean {
  return state !== 'online'
}

/** Whether a host needs a word: one whose first attempt is still under way does not. */
export function isInTrouble({ state, reason }: Host): boolean {
  return state !== 'online' && (state !== 'connecting' || reason !== null)
}
