import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import type { Measure } from './chart-rows.ts'
import type { Reading } from './readings.ts'
import { Swatch } from './Swatch.tsx'
import classes from './stats.module.css'
import { useStatsText } from './use-stats-text.ts'

interface ReadoutProps {
  readonly time: string
  readonly readings: readonly Reading[]
  readonly measure: Measure
  readonly style: CSSProperties
}

/** The exact values beside the cursor. The cursor itself tells them to screen readers. */
export function Readout({ time, readings, measure, style }: ReadoutProps) {
  const { t } = useTranslation('stats')
  const text = useStatsText()
  return (
    <div className={classes['readout']} style={style} aria-hidden>
      <time>{time}</time>
      {readings.length === 0 ? <div>{t('chart.gap')}</div> : null}
      <dl>
        {readings.map(({ name, index, value }) => (
          <Pair key={name} name={name} index={index} value={text.value(measure, value)} />
        ))}
      </dl>
    </div>
  )
}

function Pair({
  name,
  index,
  value,
}: Pick<Reading, 'name' | 'index'> & {
  readonly value: string
}) {
  return (
    <>
      <dt>
        {index === null ? null : <Swatch index={index} />}
        {name}
      </dt>
      <dd>{value}</dd>
    </>
  )
}
