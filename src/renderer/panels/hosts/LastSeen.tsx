import { useTranslation } from 'react-i18next'
import type { Host } from '../../../contract/host.ts'
import { formatDateTime, formatRelative } from '../../format.ts'
import { useRegion } from '../../ui/use-locale.ts'
import { useNow } from '../../ui/use-now.ts'

/** When a host that is away last answered. */
export function LastSeen({ host }: { readonly host: Pick<Host, 'lastSeenAt'> }) {
  const { t } = useTranslation('hosts')
  const locale = useRegion()
  const now = useNow('ten-seconds')
  const { lastSeenAt } = host
  if (lastSeenAt === null) return <span>{t('neverSeen')}</span>
  return (
    <time dateTime={new Date(lastSeenAt).toISOString()} title={formatDateTime(locale, lastSeenAt)}>
      {t('lastSeenAgo', { ago: formatRelative(locale, lastSeenAt, now) })}
    </time>
  )
}
