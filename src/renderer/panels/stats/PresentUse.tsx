import { useTranslation } from 'react-i18next'
import type { StatsNow } from '../../../contract/stats.ts'
import { Sparkline } from './Sparkline.tsx'
import classes from './stats.module.css'
import { MEBIBYTE, useStatsText } from './use-stats-text.ts'

/** What an app uses now, beside a short past of its CPU. */
export function PresentUse({ stats }: { readonly stats: StatsNow | undefined }) {
  const { t } = useTranslation(['stats', 'shell'])
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
      <Sparkline recent={stats.recent} ts={stats.ts} />
      <Numbers stats={stats} />
    </span>
  )
}

function Numbers({ stats }: { readonly stats: StatsNow }) {
  const { t } = useTranslation('stats')
  const { percent, mebibytes } = useStatsText()
  // Without a container nothing is used: what stopped an hour ago is no present use.
  if (stats.containers.length === 0) return <span className={classes['quiet']}>{t('list.idle')}</span>
  const known = stats.containers.flatMap(({ cpuPercent }) => (cpuPercent === null ? [] : [cpuPercent]))
  const memoryBytes = stats.containers.reduce((sum, container) => sum + container.memoryBytes, 0)
  return (
    <span className={classes['numbers']}>
      <span>{known.length === 0 ? '' : percent(known.reduce((sum, cpu) => sum + cpu, 0))}</span>
      <span className={classes['quiet']}>{mebibytes(memoryBytes / MEBIBYTE)}</span>
    </span>
  )
}
