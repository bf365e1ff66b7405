import { Text } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StatsNow } from '../../../contract/stats.ts'
import { useApi } from '../../connection.ts'
import { settingLimits } from '../settings/setting-limits.ts'
import { ChartCard } from './ChartCard.tsx'
import { chartModel } from './chart-model.ts'
import type { CpuUnit } from './chart-view.ts'
import { Legend } from './Legend.tsx'
import classes from './stats.module.css'
import type { ReadHistory } from './use-stats.ts'
import { type WindowName, windowMs } from './windows.ts'

const HOUR_MS = 3_600_000

interface HistoryChartsProps {
  readonly history: ReadHistory
  readonly now: StatsNow | undefined
  readonly cpuUnit: CpuUnit
  /** Whether another window has been asked for and is not here yet. */
  readonly isStale: boolean
}

/** The charts of CPU and memory over one window, with one cursor for both. */
export function HistoryCharts({ history, now, cpuUnit, isStale }: HistoryChartsProps) {
  const { t } = useTranslation('stats')
  const [cursor, setCursor] = useState<number | null>(null)
  const { ref, width } = useElementSize<HTMLDivElement>()
  const hostCpus = cpuUnit === 'host' ? (now?.hostCpus ?? null) : null
  const cpus = hostCpus ?? 1
  const [cpu, memory] = useMemo(() => {
    const asked = { history, now, cpus }
    return [chartModel({ ...asked, measure: 'cpu' }), chartModel({ ...asked, measure: 'memory' })] as const
  }, [history, now, cpus])
  // Each chart takes most of a frame: the second one has the next.
  const memoryLater = useDeferredValue(memory)
  const both = { width, windowText: t(`window.${history.window}`), cursor, onCursor: setCursor }
  return (
    <>
      <div className={classes['charts']} data-stale={isStale || undefined}>
        <div ref={ref}>
          <ChartCard
            {...both}
            model={cpu}
            title={t('cpu')}
            unit={hostCpus === null ? t('unit.core') : t('unit.host', { count: hostCpus })}
          />
        </div>
        <ChartCard {...both} model={memoryLater} title={t('memory')} unit={t('unit.mib')} />
      </div>
      <Legend names={cpu.names} />
      {history.scope === 'container' ? <Reach window={history.window} /> : null}
    </>
  )
}

/** Why the lines of the containers begin in mid-window: they are kept as single samples alone. */
function Reach({ window }: { readonly window: WindowName }) {
  const { t } = useTranslation('stats')
  const settings = useQuery(useApi().settings.get.queryOptions()).data
  const keptHours = settings?.statsRawHours ?? settingLimits.statsRawHours.usual
  if (windowMs(window) <= keptHours * HOUR_MS) return null
  return (
    <Text size="sm" c="dimmed">
      {t('reach', { count: keptHours })}
    </Text>
  )
}
