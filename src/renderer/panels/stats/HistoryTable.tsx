import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { StatsNow, StatsPoint } from '../../../contract/stats.ts'
import { formatGrouped, formatTimeRange } from '../../format.ts'
import { useRegion } from '../../ui/use-locale.ts'
import { shownSeries } from './chart-model.ts'
import { gapAfterMs } from './chart-rows.ts'
import type { CpuUnit } from './chart-view.ts'
import classes from './stats.module.css'
import { type ReadHistory, usePace } from './use-stats.ts'
import { MEBIBYTE, useStatsText } from './use-stats-text.ts'

interface HistoryTableProps {
  readonly history: ReadHistory
  readonly now: StatsNow | undefined
  readonly cpuUnit: CpuUnit
}

/** The numbers of both charts as a table, newest first. */
export function HistoryTable({ history, now, cpuUnit }: HistoryTableProps) {
  const { t } = useTranslation('stats')
  const { intervalMs } = usePace()
  const series = useMemo(() => shownSeries(history) ?? [], [history])
  const parts = useMemo(
    () => series.map(({ points }) => new Map(points.map((point) => [point.ts, point]))),
    [series],
  )
  const hostCpus = cpuUnit === 'host' ? (now?.hostCpus ?? null) : null
  const cpus = hostCpus ?? 1
  const gapMs = gapAfterMs(history.bucketMs)
  const caption = t('table.caption', {
    window: t(`window.${history.window}`),
    unit: hostCpus === null ? t('unit.core') : t('unit.host', { count: hostCpus }),
  })
  const columns = 6 + 2 * series.length
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard too.
    <section className={classes['scroll']} aria-label={t('table.region')} tabIndex={0}>
      <table className={classes['table']}>
        <caption>{caption}</caption>
        <TableHead names={series.map(({ name }) => name)} />
        <tbody>
          {history.points.toReversed().map((point, index, newestFirst) => {
            const next = newestFirst[index - 1]
            const isAfterGap = next !== undefined && next.ts - point.ts > gapMs
            return [
              isAfterGap ? (
                <GapRow
                  key={`gap-${point.ts}`}
                  from={point.ts + history.bucketMs}
                  to={next.ts}
                  columns={columns}
                />
              ) : null,
              <PointRow
                key={point.ts}
                point={point}
                parts={parts.map((part) => part.get(point.ts))}
                cpus={cpus}
                bucketMs={history.bucketMs}
                intervalMs={intervalMs}
              />,
            ]
          })}
        </tbody>
      </table>
    </section>
  )
}

function TableHead({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation('stats')
  return (
    <thead>
      <tr>
        <th scope="col">{t('table.time')}</th>
        <th scope="col">{t('table.cpu')}</th>
        <th scope="col">{t('table.cpuMax')}</th>
        <th scope="col">{t('table.memory')}</th>
        <th scope="col">{t('table.memoryMax')}</th>
        <th scope="col">{t('table.containers')}</th>
        {names.flatMap((name) => [
          <th key={`${name} cpu`} scope="col">
            {t('table.cpuOf', { name })}
          </th>,
          <th key={`${name} memory`} scope="col">
            {t('table.memoryOf', { name })}
          </th>,
        ])}
      </tr>
    </thead>
  )
}

interface PointRowProps {
  readonly point: StatsPoint
  readonly parts: readonly (StatsPoint | undefined)[]
  readonly cpus: number
  readonly bucketMs: number
  readonly intervalMs: number
}

function PointRow({ point, parts, cpus, bucketMs, intervalMs }: PointRowProps) {
  const { t } = useTranslation(['stats', 'shell'])
  const locale = useRegion()
  const { percent, mebibytes, bucket } = useStatsText()
  const none = t('shell:none')
  return (
    <tr>
      <th scope="row">{bucket(point.ts, bucketMs, intervalMs)}</th>
      <td>{percent(point.cpuPercent / cpus)}</td>
      <td>{percent(point.cpuPercentMax / cpus)}</td>
      <td>{mebibytes(point.memoryBytes / MEBIBYTE)}</td>
      <td>{mebibytes(point.memoryBytesMax / MEBIBYTE)}</td>
      <td>{formatGrouped(locale, point.containers)}</td>
      {parts.flatMap((part, index) => [
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns stand in the order of the series.
        <td key={`cpu ${index}`}>{part === undefined ? none : percent(part.cpuPercent / cpus)}</td>,
        // biome-ignore lint/suspicious/noArrayIndexKey: as above.
        <td key={`memory ${index}`}>{part === undefined ? none : mebibytes(part.memoryBytes / MEBIBYTE)}</td>,
      ])}
    </tr>
  )
}

interface GapRowProps {
  readonly from: number
  readonly to: number
  readonly columns: number
}

function GapRow({ from, to, columns }: GapRowProps) {
  const { t } = useTranslation('stats')
  const locale = useRegion()
  return (
    <tr>
      <td colSpan={columns} className={classes['gap']}>
        {t('table.gap', { range: formatTimeRange(locale, from, to) })}
      </td>
    </tr>
  )
}
