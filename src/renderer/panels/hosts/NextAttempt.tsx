import { useTranslation } from 'react-i18next'
import { formatClock } from '../../format.ts'
import { useRegion } from '../../ui/use-locale.ts'
import { useNow } from '../../ui/use-now.ts'

const SECOND = 1_000

/** When Slipway tries the host again by itself, ticking. */
export function NextAttempt({ at }: { readonly at: number }) {
  const { t } = useTranslation('hosts')
  const locale = useRegion()
  const now = useNow('second')
  const restMs = Math.ceil((at - now) / SECOND) * SECOND
  return (
    <span>
      {restMs <= 0 ? t('nextAttempt.now') : t('nextAttempt.in', { time: formatClock(locale, restMs) })}
    </span>
  )
}
