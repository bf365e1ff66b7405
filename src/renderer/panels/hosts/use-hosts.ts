import { useQuery } from '@tanstack/react-query'
import type { Host } from '../../../contract/host.ts'
import { useApi } from '../../connection.ts'

/** Id of the engine on this computer; it always exists. */
export const LOCAL_HOST = 'local'

export function useHost(hostId: string): Host | undefined {
  const hosts = useQuery(useApi().hosts.list.queryOptions())
  return hosts.data?.find(({ id }) => id === hostId)
}
