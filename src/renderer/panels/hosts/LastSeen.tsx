import { useTranslation } from 'react-i18next'
import type { Host } from '../../../contract/host.ts'
import { formatDateTime, formatRelative } from '../../format.ts'
import { useRegion } from '../../ui/use-locale.ts'
import { useNow } from '../../ui/use-now.ts'

/** Until then “now” would stand there, of a host that is away. */
const JUST_NOW_MS = 10_000

/** When a host that is away last answered. */
export function LastSeen({ host }: { readonly host: Pick<Host, 'lastSeenAt'> }) {
  const { t } = useTranslation('hosts')
  const locale = useRegion()
  const now = useNow('ten-seconds')
  const { lastSeenAt } = host
  if (lastSeenAt === null) return <span>{t('neverSeen')}</span>
  return (
    <time dateTime={new Date(lastSeenAt).toISOString()} title={formatDateTime(locale, lastSeenAt)}>
      {now - lastSeenAt < JUST_NOW_MS
        ? t('lastSeenJustNow')
        : t('lastSeenAgo', { ago: formatRelative(locale, lastSeenAt, now) })}
    </time>
  )
}
