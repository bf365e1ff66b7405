import { useTranslation } from 'react-i18next'
import type { StatsNow } from '../../../contract/stats.ts'
import { gapAfterMs } from './chart-rows.ts'
import { sparkPath } from './spark-path.ts'
import classes from './stats.module.css'
import { summarize } from './summary.ts'
import { useStatsText } from './use-stats-text.ts'
import { windowMs } from './windows.ts'

const WIDTH = 92
const HEIGHT = 22
/** An idle app keeps a flat line: below this its noise would look like work. */
const LEAST_PEAK = 10

/** The CPU of the last 15 minutes as a line without axes. */
export function Sparkline({ recent, to }: Pick<StatsNow, 'recent'> & { readonly to: number }) {
  const { t } = useTranslation('stats')
  const { percent } = useStatsText()
  const summary = summarize(recent.points, 'cpu')
  const path = sparkPath(recent.points, gapAfterMs(recent.bucketMs), {
    from: to - windowMs('15m'),
    to,
    width: WIDTH,
    height: HEIGHT,
    peak: Math.max(LEAST_PEAK, summary?.max ?? 0),
  })
  const label =
    summary === null
      ? t('spark.empty')
      : t('spark.label', { average: percent(summary.average), max: percent(summary.max) })
  return (
    <svg
      role="img"
      aria-label={label}
      className={classes['spark']}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
    >
      <line x1="0" y1={HEIGHT} x2={WIDTH} y2={HEIGHT} />
      <path d={path} />
    </svg>
  )
}
