import { Button, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Deploy } from '../../../contract/deploy.ts'
import type { Workload } from '../../../contract/workload.ts'
import { EmptyNote, LoadFailure } from '../../ui/Notes.tsx'
import { HistoryRow } from './HistoryRow.tsx'
import classes from './history.module.css'
import { RollbackDialog } from './RollbackDialog.tsx'
import { useHistory } from './use-history.ts'

interface HistoryPanelProps {
  readonly workload: Workload
  /** Whether this kind of source can replay an earlier deploy. */
  readonly canRollBack: boolean
}

/** The ledger of one app, and the way back to any version in it. */
export function HistoryPanel({ workload, canRollBack }: HistoryPanelProps) {
  const { t } = useTranslation('deploys')
  const history = useHistory(workload.id)
  const [target, setTarget] = useState<Deploy | null>(null)
  const { deploys } = history
  return (
    <section aria-label={t('history.title')}>
      <Stack gap="sm">
        <Title order={2}>{t('history.title')}</Title>
        {history.isPending ? <HistorySkeleton /> : null}
        {history.isError && deploys.length === 0 ? (
          <LoadFailure error={history.error} onRetry={() => void history.refetch()} />
        ) : null}
        {history.isSuccess && deploys.length === 0 ? (
          <EmptyNote icon={IconHistory} title={t('history.emptyTitle')} text={t('history.emptyText')} />
        ) : null}
        {deploys.length === 0 ? null : (
          <table className={classes['table']} aria-label={t('history.table')}>
            <HistoryHead />
            {deploys.map((deploy) => (
              <HistoryRow
                key={deploy.id}
                deploy={deploy}
                deploys={deploys}
                workload={workload}
                canRollBack={canRollBack}
                onRollBack={setTarget}
              />
            ))}
          </table>
        )}
        {history.hasNextPage ? (
          <Button
            variant="default"
            className={classes['older']}
            loading={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            {t('history.older')}
          </Button>
        ) : null}
        {history.isSuccess && !history.hasNextPage && deploys.length > 0 ? (
          <Text size="sm" c="dimmed" ta="center">
            {t('history.end')}
          </Text>
        ) : null}
      </Stack>
      <RollbackDialog workload={workload} target={target} onClose={() => setTarget(null)} />
    </section>
  )
}

function HistoryHead() {
  const { t } = useTranslation('deploys')
  return (
    <thead>
      <tr>
        <th className={classes['colSeq']}>{t('history.seq')}</th>
        <th className={classes['colOutcome']}>{t('history.outcome')}</th>
        <th>{t('history.version')}</th>
        <th className={classes['colCause']}>{t('history.cause')}</th>
        <th className={classes['colWhen']}>{t('history.when')}</th>
        <th className={classes['colAction']}>
          <span className="visually-hidden">{t('history.actions')}</span>
        </th>
      </tr>
    </thead>
  )
}

function HistorySkeleton() {
  return (
    <Stack gap={6}>
      {['a', 'b', 'c', 'd'].map((row) => (
        <Skeleton key={row} height={52} />
      ))}
    </Stack>
  )
}
