import { useTranslation } from 'react-i18next'
import type { StatsNow } from '../../../contract/stats.ts'
import { useNow } from '../../ui/use-now.ts'
import { Sparkline } from './Sparkline.tsx'
import classes from './stats.module.css'
import { lateAfterMs, usePace } from './use-stats.ts'
import { MEBIBYTE, useStatsText } from './use-stats-text.ts'

/** What an app uses now, beside a short past of its CPU. */
export function PresentUse({ stats }: { readonly stats: StatsNow | undefined }) {
  const { t } = useTranslation(['stats', 'shell'])
  const present = useNow('ten-seconds')
  const pace = usePace()
  if (stats === undefined || stats.ts === null) {
    return (
      <span className={classes['quiet']}>
        <span aria-hidden>{t('shell:none')}</span>
        <span className="visually-hidden">{t('list.none')}</span>
      </span>
    )
  }
  return (
    <span className={classes['present']}>
      <Sparkline recent={stats.recent} to={Math.max(present, stats.ts)} />
      <Numbers stats={stats} isLate={present - stats.ts > lateAfterMs(pace)} />
    </span>
  )
}

interface NumbersProps {
  readonly stats: StatsNow
  readonly isLate: boolean
}

function Numbers({ stats, isLate }: NumbersProps) {
  const { t } = useTranslation('stats')
  const { percent, mebibytes } = useStatsText()
  // What does not run has no samples either.
  if (stats.containers.length === 0) return <span className={classes['quiet']}>{t('list.idle')}</span>
  // What was measured an hour ago is no present use.
  if (isLate) return <span className={classes['quiet']}>{t('list.late')}</span>
  const known = stats.containers.flatMap(({ cpuPercent }) => (cpuPercent === null ? [] : [cpuPercent]))
  const memoryBytes = stats.containers.reduce((sum, container) => sum + container.memoryBytes, 0)
  return (
    <span className={classes['numbers']}>
      <span>{known.length === 0 ? '' : percent(known.reduce((sum, cpu) => sum + cpu, 0))}</span>
      <span className={classes['quiet']}>{mebibytes(memoryBytes / MEBIBYTE)}</span>
    </span>
  )
}
