import { useTranslation } from 'react-i18next'
import type { Host } from '../../../contract/host.ts'
import { LOCAL_HOST, useHost } from './use-hosts.ts'

/** Names a host for people: the one here by what it is, the others by their names. */
export function useHostName(hostId: string): string {
  const { t } = useTranslation('hosts')
  const host = useHost(hostId)
  return hostId === LOCAL_HOST ? t('local') : (host?.name ?? hostId)
}

/** The same for hosts that are at hand. */
export function useNameOfHost(): (host: Pick<Host, 'id' | 'name'>) => string {
  const { t } = useTranslation('hosts')
  return ({ id, name }) => (id === LOCAL_HOST ? t('local') : name)
}
