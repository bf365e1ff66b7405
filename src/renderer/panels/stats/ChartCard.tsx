import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useRegion } from '../../ui/use-locale.ts'
import { ChartCursor } from './ChartCursor.tsx'
import type { ChartModel } from './chart-model.ts'
import type { Measure } from './chart-rows.ts'
import { DeployMarks } from './DeployMarks.tsx'
import { plotInset } from './plot.ts'
import classes from './stats.module.css'
import { TimeChartPart } from './TimeChartPart.tsx'
import { timeTicks } from './time-axis.ts'
import { useStatsText } from './use-stats-text.ts'

export const CHART_HEIGHT = 186
const TICK_PX = 84

const colors: Readonly<Record<Measure, string>> = {
  cpu: 'var(--chart-cpu)',
  memory: 'var(--chart-memory)',
}

interface ChartCardProps {
  readonly model: ChartModel
  readonly width: number
  readonly title: string
  /** What the numbers of the axis are. */
  readonly unit: string
  readonly windowText: string
  /** Where both charts' cursor stands; null without one. */
  readonly cursor: number | null
  readonly onCursor: (ts: number | null) => void
}

/** One measure over the window: its chart, what it is now, and what it was at the cursor. */
export function ChartCard({ model, width, title, unit, windowText, cursor, onCursor }: ChartCardProps) {
  const { t } = useTranslation('stats')
  const locale = useRegion()
  const text = useStatsText()
  const { measure, from, to, summary, deploys } = model
  const plot = { from, to, width: Math.max(0, width - plotInset.left - plotInset.right) }
  const ticks = useMemo(
    () => timeTicks(from, to, Math.max(2, Math.floor(plot.width / TICK_PX))),
    [from, to, plot.width],
  )
  const write = (value: number) => text.value(measure, value)
  const values = summary === null ? null : { average: write(summary.average), max: write(summary.max) }
  const now = summary === null || summary.now === null ? null : write(summary.now)
  const told = { title, unit, window: windowText }
  const summaryText = () => {
    if (values === null) return t('chart.summaryEmpty', told)
    return now === null
      ? t('chart.summaryPast', { ...told, ...values })
      : t('chart.summary', { ...told, ...values, now })
  }
  return (
    <section className={classes['card']} aria-label={title}>
      <header className={classes['cardHead']}>
        <h3 className={classes['cardTitle']}>
          {title}
          <span className={classes['quiet']}>{unit}</span>
        </h3>
        <span className={classes['quiet']}>
          {values === null ? null : t('chart.spread', values)}{' '}
          <span className={classes['now']} style={{ color: colors[measure] }}>
            {now}
          </span>
        </span>
      </header>
      <div className={classes['chart']} style={{ height: CHART_HEIGHT }}>
        <div className={classes['drawing']} role="img" aria-label={summaryText()}>
          <div aria-hidden>
            <TimeChartPart
              model={model}
              width={width}
              height={CHART_HEIGHT}
              timeTicks={ticks}
              locale={locale}
              color={colors[measure]}
            />
          </div>
        </div>
        <ChartCursor
          model={model}
          plot={plot}
          height={CHART_HEIGHT}
          title={title}
          color={colors[measure]}
          cursor={cursor}
          onCursor={onCursor}
        />
        <DeployMarks deploys={deploys} plot={plot} height={CHART_HEIGHT} isRepeated={measure !== 'cpu'} />
      </div>
    </section>
  )
}
