import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChartModel } from './chart-model.ts'
import { tickText } from './tick-text.ts'
import { useChartPart } from './use-chart-part.ts'
import { useStatsText } from './use-stats-text.ts'

interface TimeChartPartProps {
  readonly model: ChartModel
  readonly width: number
  readonly height: number
  readonly timeTicks: readonly number[]
  readonly locale: string
  readonly color: string
}

/** The drawing, once its part of the application is here; it is given the same texts as long as the language is the same. */
export function TimeChartPart({ model, width, height, timeTicks, locale, color }: TimeChartPartProps) {
  const { t } = useTranslation('stats')
  const part = useChartPart()
  const text = useStatsText()
  const { measure, axis, limit } = model
  const timeText = useCallback((ts: number) => tickText(locale, ts), [locale])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the texts change with the language alone.
  const valueText = useCallback((value: number) => text.tick(measure, value), [locale, measure])
  if (part.data === undefined || width === 0) return null
  const { TimeChart } = part.data
  const limitValue = limit === null ? '' : text.limit(measure, limit)
  return (
    <TimeChart
      rows={model.rows}
      seriesCount={model.names.length}
      from={model.from}
      to={model.to}
      width={width}
      height={height}
      timeTicks={timeTicks}
      timeText={timeText}
      axis={axis}
      valueText={valueText}
      limitText={
        axis.limit?.isAbove === true
          ? t('chart.limitAbove', { value: limitValue })
          : t('chart.limit', { value: limitValue })
      }
      color={color}
    />
  )
}
