import { Button, Tooltip } from '@mantine/core'
import { IconRocket } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Deploy } from '../../../contract/deploy.ts'
import type { StatsNow } from '../../../contract/stats.ts'
import type { Workload } from '../../../contract/workload.ts'
import { useIsAdmin } from '../../connection.ts'
import { RelativeTime } from '../../ui/Time.tsx'
import { AdminOnly } from '../../ui/WithReason.tsx'
import { DeployMark } from '../deploys/OutcomeMark.tsx'
import { Version } from '../deploys/Version.tsx'
import { HostPlace } from '../hosts/HostPlace.tsx'
import { PresentUse } from '../stats/PresentUse.tsx'
import classes from './apps.module.css'
import { StateMark } from './StateMark.tsx'

const TOOLTIP_AFTER_MS = 500

interface AppRowProps {
  readonly workload: Workload
  /** Undefined until it has been sampled. */
  readonly stats: StatsNow | undefined
  /** Whether its host stands in a column of its own. */
  readonly hasHost: boolean
  readonly onDeploy: (workload: Workload) => void
}

/** One app; the whole line leads to its page. */
export const AppRow = memo(function AppRow({ workload, stats, hasHost, onDeploy }: AppRowProps) {
  const { t } = useTranslation('apps')
  return (
    <tr className={classes['row']}>
      <th scope="row">
        <a href={`#/apps/${workload.id}`} className={classes['name']}>
          {workload.name}
        </a>
        <div className={`${classes['quiet']} ${classes['host']}`}>
          <HostPlace hostId={workload.hostId} isInLine />
        </div>
      </th>
      {hasHost ? (
        <td className={classes['hostCell']}>
          <HostPlace hostId={workload.hostId} />
        </td>
      ) : null}
      <td>
        <StateMark state={workload.state} />
      </td>
      <td className={classes['use']}>
        <PresentUse stats={stats} />
      </td>
      <td>
        {workload.current === null ? (
          <span className={classes['quiet']}>{t('list.nothingRuns')}</span>
        ) : (
          <Version deploy={workload.current} />
        )}
      </td>
      <td className={classes['last']}>
        <LastDeploy deploy={workload.lastDeploy} />
      </td>
      <td className={classes['action']}>
        <DeployButton name={workload.name} onClick={() => onDeploy(workload)} />
      </td>
    </tr>
  )
})

/** In a small window its icon stands alone, so it always says on hover and on focus what it does. */
function DeployButton({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  const { t } = useTranslation('apps')
  const isAdmin = useIsAdmin()
  const label = t('list.deployName', { name })
  const button = (
    <Button variant="default" size="xs" className={classes['deploy']} aria-label={label} onClick={onClick}>
      <IconRocket size={15} aria-hidden />
      <span className={classes['deployWord']}>{t('list.deploy')}</span>
    </Button>
  )
  if (!isAdmin) return <AdminOnly>{button}</AdminOnly>
  return (
    <Tooltip label={label} openDelay={TOOLTIP_AFTER_MS} events={{ hover: true, focus: true, touch: false }}>
      {button}
    </Tooltip>
  )
}

function LastDeploy({ deploy }: { readonly deploy: Deploy | null }) {
  const { t } = useTranslation('apps')
  if (deploy === null) return <span className={classes['quiet']}>{t('list.noDeploy')}</span>
  return (
    <>
      <DeployMark deploy={deploy} />
      <div className={classes['quiet']}>
        <RelativeTime at={deploy.finishedAt ?? deploy.startedAt ?? deploy.queuedAt} />
      </div>
    </>
  )
}
