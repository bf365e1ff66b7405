import type { ReactNode } from 'react'
import classes from './facts.module.css'

export interface Fact {
  readonly label: string
  readonly value: ReactNode
  /** Takes two columns: for what is long by nature. */
  readonly isWide?: boolean
  /** Takes the whole line. */
  readonly isFull?: boolean
}

/** Labels with their values, in as many columns as fit. */
export function Facts({
  facts,
  isDense = false,
}: {
  readonly facts: readonly Fact[]
  readonly isDense?: boolean
}) {
  return (
    <dl className={`${classes['facts']} ${isDense ? classes['dense'] : ''}`}>
      {facts.map(({ label, value, isWide, isFull }) => (
        <div
          key={label}
          className={`${classes['fact']} ${isWide === true ? classes['wide'] : ''} ${isFull === true ? classes['full'] : ''}`}
        >
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
