import { Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconChartLine } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { StatsNow } from '../../../contract/stats.ts'
import type { Workload } from '../../../contract/workload.ts'
import { EmptyNote, LoadFailure } from '../../ui/Notes.tsx'
import { ContainersTable } from './ContainersTable.tsx'
import { type ChartView, useChartView } from './chart-view.ts'
import { HistoryCharts } from './HistoryCharts.tsx'
import { HistoryTable } from './HistoryTable.tsx'
import { LastSample } from './LastSample.tsx'
import { StatsTools } from './StatsTools.tsx'
import { MOST_LINES } from './series-look.ts'
import classes from './stats.module.css'
import { useChartPart } from './use-chart-part.ts'
import { usePace, useStatsHistory, useStatsNow } from './use-stats.ts'
import { WindowSwitch } from './WindowSwitch.tsx'

/** As tall as the two charts side by side: what takes their place moves nothing below it. */
const HEIGHT = 276

/** What an app uses of its host, now and over time. */
export function StatsPanel({ workload }: { readonly workload: Workload }) {
  const { t } = useTranslation('stats')
  const [view, changeView] = useChartView()
  const history = useStatsHistory(workload.id, view)
  const now = useStatsNow(workload.id)
  const isFresh = now.data?.ts === null && history.data?.points.length === 0
  // An app that never ran has used nothing, and will be measured once it runs.
  if (workload.state === 'never_deployed' && (now.data === undefined || isFresh)) return null
  return (
    <section aria-label={t('title')} className={classes['panel']}>
      <Stack gap="sm">
        <div className={classes['head']}>
          <div className={classes['heading']}>
            <Title order={2}>{t('title')}</Title>
            <LastSample workload={workload} now={now.data} hasFailed={history.isError} />
          </div>
          <WindowSwitch value={view.window} onChange={(window) => changeView({ window })} />
        </div>
        <StatsTools
          view={view}
          onChange={changeView}
          now={now.data}
          history={history.data}
          appName={workload.name}
        />
        <History
          history={history}
          now={now.data}
          view={view}
          isFresh={isFresh}
          onRetry={() => void history.refetch()}
        />
        {view.scope === 'total' ? null : <LeftOut count={history.data?.series?.length ?? 0} />}
        {now.data === undefined || now.data.containers.length === 0 ? null : (
          <ContainersTable now={now.data} />
        )}
      </Stack>
    </section>
  )
}

/** That there are more parts than lines that can be told apart. */
function LeftOut({ count }: { readonly count: number }) {
  const { t } = useTranslation('stats')
  if (count <= MOST_LINES) return null
  return (
    <Text size="sm" c="dimmed">
      {t('leftOut', { shown: MOST_LINES, count })}
    </Text>
  )
}

interface HistoryProps {
  readonly history: ReturnType<typeof useStatsHistory>
  readonly now: StatsNow | undefined
  readonly view: ChartView
  /** Whether the app was never sampled. */
  readonly isFresh: boolean
  readonly onRetry: () => void
}

function History({ history, now, view, isFresh, onRetry }: HistoryProps) {
  const { t } = useTranslation('stats')
  const { intervalMs } = usePace()
  const part = useChartPart()
  if (history.data === undefined) {
    if (!history.isError) return <Skeleton height={HEIGHT} radius="md" />
    return (
      <div className={classes['note']}>
        <LoadFailure error={history.error} onRetry={onRetry} />
      </div>
    )
  }
  if (history.data.points.length === 0) {
    return (
      <div className={classes['note']}>
        <EmptyNote
          icon={IconChartLine}
          title={t(isFresh ? 'fresh.title' : 'empty.title')}
          text={isFresh ? t('fresh.text', { count: (2 * intervalMs) / 1_000 }) : t('empty.text')}
        />
      </div>
    )
  }
  if (view.isTable) return <HistoryTable history={history.data} now={now} cpuUnit={view.cpuUnit} />
  if (part.data === undefined && part.isError) {
    return (
      <div className={classes['note']}>
        <LoadFailure error={part.error} onRetry={() => void part.refetch()} />
      </div>
    )
  }
  return (
    <HistoryCharts
      history={history.data}
      now={now}
      cpuUnit={view.cpuUnit}
      isStale={history.isPlaceholderData}
    />
  )
}
