import { IconChevronRight } from '@tabler/icons-react'
import { memo, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Deploy } from '../../../contract/deploy.ts'
import type { Workload } from '../../../contract/workload.ts'
import { Duration, RelativeTime } from '../../ui/Time.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { CancelButton } from './CancelButton.tsx'
import { EntryDetails } from './EntryDetails.tsx'
import { entryElementId } from './go-to-entry.ts'
import classes from './history.module.css'
import { DeployMark } from './OutcomeMark.tsx'
import { durationOf } from './phase-model.ts'
import { RollbackButton } from './RollbackButton.tsx'
import { useActorText } from './use-actor-text.ts'
import { useWaitsFor } from './use-waits-for.ts'
import { Version } from './Version.tsx'

interface HistoryRowProps {
  readonly deploy: Deploy
  /** The entries on the screen, to name those that this one refers to. */
  readonly deploys: readonly Deploy[]
  readonly workload: Workload
  readonly canRollBack: boolean
  readonly onRollBack: (deploy: Deploy) => void
}

/** One entry of the ledger: a line, and everything recorded below it when it is open. */
export const HistoryRow = memo(function HistoryRow(props: HistoryRowProps) {
  const { deploy, deploys, workload, canRollBack, onRollBack } = props
  const { t } = useTranslation('deploys')
  const [isOpen, setOpen] = useState(false)
  const detailsId = useId()
  const actor = useActorText(deploy.actor)
  return (
    <tbody
      id={entryElementId(deploy.id)}
      className={classes['entry']}
      data-current={deploy.current || undefined}
    >
      <tr>
        <td>
          <button
            type="button"
            className={classes['expand']}
            aria-expanded={isOpen}
            aria-controls={isOpen ? detailsId : undefined}
            aria-label={t('history.expand', { seq: deploy.seq })}
            onClick={() => setOpen(!isOpen)}
          >
            <IconChevronRight size={16} aria-hidden />
            <span aria-hidden>{deploy.seq}</span>
          </button>
        </td>
        <td>
          <DeployMark deploy={deploy} />
          <Subline deploy={deploy} deploys={deploys} />
        </td>
        <td>
          <Version deploy={deploy} />
        </td>
        <td className={classes['colCause']}>
          <div>{t(`reason.${deploy.reason}`)}</div>
          <div className={classes['quiet']}>{actor}</div>
        </td>
        <td className={classes['colWhen']}>
          <RelativeTime at={deploy.startedAt ?? deploy.queuedAt} />
          <Took deploy={deploy} />
        </td>
        <td className={classes['action']}>
          {deploy.outcome === 'queued' ? (
            <CancelButton deploy={deploy} />
          ) : deploy.outcome === 'running' ? null : (
            <RollbackButton deploy={deploy} canRollBack={canRollBack} onRollBack={onRollBack} />
          )}
        </td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={6} id={detailsId} className={classes['details']}>
            <EntryDetails deploy={deploy} deploys={deploys} workload={workload} />
          </td>
        </tr>
      ) : null}
    </tbody>
  )
})

/** The second line below the outcome: what kind it was, or why it went wrong. */
function Subline({ deploy, deploys }: Pick<HistoryRowProps, 'deploy' | 'deploys'>) {
  const { t } = useTranslation('deploys')
  const failureText = useFailureText()
  const origin = deploys.find(({ id }) => id === deploy.rollbackOf)
  const waitsFor = useWaitsFor(deploy)
  if (deploy.outcome === 'queued' && waitsFor === null) {
    return <div className={classes['quiet']}>{t('history.waiting')}</div>
  }
  if (deploy.outcome === 'superseded') {
    const next = deploys.find(({ seq }) => seq === deploy.seq + 1)
    const text =
      next === undefined ? t('outcomeHelp.superseded') : t('history.supersededBy', { seq: next.seq })
    return <div className={classes['quiet']}>{text}</div>
  }
  const isFailure = deploy.errorCode !== null && deploy.errorCode !== deploy.outcome
  const failure = isFailure && deploy.errorCode !== null ? failureText.ofCode(deploy.errorCode).title : null
  return <div className={classes['quiet']}>{failure ?? kindText() ?? t(`kind.${deploy.kind}`)}</div>

  function kindText(): string | null {
    if (deploy.kind !== 'rollback') return null
    return origin === undefined ? t('kind.rollback') : t('rollbackTo', { seq: origin.seq })
  }
}

function Took({ deploy }: Pick<HistoryRowProps, 'deploy'>) {
  const durationMs = durationOf(deploy)
  return (
    <div className={classes['quiet']}>
      {durationMs === null ? '\u00a0' : <Duration durationMs={durationMs} />}
    </div>
  )
}
