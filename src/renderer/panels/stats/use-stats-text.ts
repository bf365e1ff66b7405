import { useTranslation } from 'react-i18next'
import {
  formatFixed,
  formatGrouped,
  formatPercent,
  formatShortPercent,
  formatTimeRange,
} from '../../format.ts'
import { useRegion } from '../../ui/use-locale.ts'
import { useSizeText } from '../../ui/use-size-text.ts'
import type { Measure } from './chart-rows.ts'

export const MEBIBYTE = 1_048_576

/** Writes measured values in the language of the screen. */
export function useStatsText() {
  const { t } = useTranslation(['stats', 'shell'])
  const locale = useRegion()
  const sizeText = useSizeText()
  const mebibytes = (value: number) => t('shell:size.mib', { value: formatFixed(locale, value, 1) })
  const percent = (value: number) => formatPercent(locale, value)
  return {
    percent,
    mebibytes,
    /** A value of a chart: percent, or MiB. */
    value: (measure: Measure, value: number) => (measure === 'cpu' ? percent(value) : mebibytes(value)),
    /** A limit: a round number, as it was set. */
    limit: (measure: Measure, value: number) =>
      measure === 'cpu'
        ? formatShortPercent(locale, value)
        : t('shell:size.mib', { value: formatGrouped(locale, value) }),
    /** A value at a tick, where the unit stands beside. */
    tick: (measure: Measure, value: number) =>
      measure === 'cpu' ? formatShortPercent(locale, value) : formatGrouped(locale, value),
    rate: (bytesPerSecond: number | null) =>
      bytesPerSecond === null ? t('shell:none') : t('perSecond', { size: sizeText(bytesPerSecond) }),
    size: sizeText,
    /** The time of a bucket; its two ends when it is longer than a round. */
    bucket: (ts: number, bucketMs: number, intervalMs: number) =>
      formatTimeRange(locale, ts, bucketMs > intervalMs ? ts + bucketMs : ts),
  }
}

export type StatsText = ReturnType<typeof useStatsText>
