import { Button } from '@mantine/core'
import { IconRocket } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Deploy } from '../../../contract/deploy.ts'
import type { Workload } from '../../../contract/workload.ts'
import { RelativeTime } from '../../ui/Time.tsx'
import { AdminOnly } from '../../ui/WithReason.tsx'
import { OutcomeMark } from '../deploys/OutcomeMark.tsx'
import { Version } from '../deploys/Version.tsx'
import { useHostName } from '../hosts/use-host-name.ts'
import classes from './apps.module.css'
import { StateMark } from './StateMark.tsx'

interface AppRowProps {
  readonly workload: Workload
  readonly onDeploy: (workload: Workload) => void
}

/** One app; the whole line leads to its page. */
export const AppRow = memo(function AppRow({ workload, onDeploy }: AppRowProps) {
  const { t } = useTranslation('apps')
  const host = useHostName(workload.hostId)
  return (
    <tr className={classes['row']}>
      <th scope="row">
        <a href={`#/apps/${workload.id}`} className={classes['name']}>
          {workload.name}
        </a>
        <div className={`${classes['quiet']} ${classes['host']}`}>{host}</div>
      </th>
      <td>
        <StateMark state={workload.state} />
      </td>
      <td>
        {workload.current === null ? (
          <span className={classes['quiet']}>{t('list.nothingRuns')}</span>
        ) : (
          <Version deploy={workload.current} />
        )}
      </td>
      <td>
        <LastDeploy deploy={workload.lastDeploy} />
      </td>
      <td className={classes['action']}>
        <AdminOnly>
          <Button
            variant="default"
            size="xs"
            className={classes['deploy']}
            aria-label={t('list.deployName', { name: workload.name })}
            onClick={() => onDeploy(workload)}
          >
            <IconRocket size={15} aria-hidden />
            <span className={classes['deployWord']}>{t('list.deploy')}</span>
          </Button>
        </AdminOnly>
      </td>
    </tr>
  )
})

function LastDeploy({ deploy }: { readonly deploy: Deploy | null }) {
  const { t } = useTranslation('apps')
  if (deploy === null) return <span className={classes['quiet']}>{t('list.noDeploy')}</span>
  return (
    <>
      <OutcomeMark outcome={deploy.outcome} />
      <div className={classes['quiet']}>
        <RelativeTime at={deploy.finishedAt ?? deploy.startedAt ?? deploy.queuedAt} />
      </div>
    </>
  )
}
