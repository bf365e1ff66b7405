import { IconClockPause, IconPlugConnectedX, IconRefreshAlert } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { StatsNow } from '../../../contract/stats.ts'
import type { Workload } from '../../../contract/workload.ts'
import { formatDateTime, formatTimeOfDay } from '../../format.ts'
import { ToneMark } from '../../ui/ToneMark.tsx'
import { useRegion } from '../../ui/use-locale.ts'
import { useNow } from '../../ui/use-now.ts'
import { useHost } from '../hosts/use-hosts.ts'
import { lateAfterMs, usePace } from './use-stats.ts'

interface LastSampleProps {
  readonly workload: Workload
  readonly now: StatsNow | undefined
  /** Whether the numbers on the screen could not be renewed. */
  readonly hasFailed: boolean
}

/** A plain word when the numbers are not of now: when the last one came, and why there are no newer ones. */
export function LastSample({ workload, now, hasFailed }: LastSampleProps) {
  const { t } = useTranslation('stats')
  const locale = useRegion()
  const present = useNow('ten-seconds')
  const pace = usePace()
  const host = useHost(workload.hostId)
  if (now === undefined || now.ts === null) return null
  const isAway = host !== undefined && host.state !== 'online'
  const isLate = present - now.ts > lateAfterMs(pace)
  if (!isAway && !isLate && !hasFailed) return null
  const isToday = new Date(now.ts).toDateString() === new Date(present).toDateString()
  const time = isToday ? formatTimeOfDay(locale, now.ts) : formatDateTime(locale, now.ts)
  if (isAway) {
    return (
      <ToneMark tone="warn" icon={IconPlugConnectedX}>
        {t('last.away', { time })}
      </ToneMark>
    )
  }
  return (
    <ToneMark tone={hasFailed ? 'warn' : 'quiet'} icon={hasFailed ? IconRefreshAlert : IconClockPause}>
      {hasFailed ? t('last.failed', { time }) : t('last.sample', { time })}
    </ToneMark>
  )
}
