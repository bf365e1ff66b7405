import { useTranslation } from 'react-i18next'
import type { Workload } from '../../../contract/workload.ts'
import { useHostFilter } from '../hosts/host-filter.tsx'
import { useHosts } from '../hosts/use-hosts.ts'
import { useStatsOverview } from '../stats/use-stats.ts'
import { AppRow } from './AppRow.tsx'
import classes from './apps.module.css'

interface AppsTableProps {
  readonly workloads: readonly Workload[]
  readonly onDeploy: (workload: Workload) => void
}

export function AppsTable({ workloads, onDeploy }: AppsTableProps) {
  const { t } = useTranslation(['apps', 'stats'])
  const stats = useStatsOverview()
  const { hostId } = useHostFilter()
  // Of one host there is nothing to tell apart.
  const hasHosts = useHosts().length > 1 && hostId === null
  return (
    <table className={classes['table']} data-hosts={hasHosts || undefined} aria-label={t('list.table')}>
      <thead>
        <tr>
          <th scope="col">{t('list.name')}</th>
          {hasHosts ? (
            <th scope="col" className={classes['colHost']}>
              {t('list.host')}
            </th>
          ) : null}
          <th scope="col" className={classes['colState']}>
            {t('list.state')}
          </th>
          <th scope="col" className={classes['colUse']}>
            {t('stats:list.column')}
          </th>
          <th scope="col">{t('list.version')}</th>
          <th scope="col" className={classes['colLast']}>
            {t('list.lastDeploy')}
          </th>
          <th scope="col" className={classes['colAction']}>
            <span className="visually-hidden">{t('list.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {workloads.map((workload) => (
          <AppRow
            key={workload.id}
            workload={workload}
            stats={stats.get(workload.id)}
            hasHost={hasHosts}
            onDeploy={onDeploy}
          />
        ))}
      </tbody>
    </table>
  )
}
