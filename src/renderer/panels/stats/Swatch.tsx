import { lineLook } from './series-look.ts'
import classes from './stats.module.css'

/** A piece of a line, as it is drawn in the charts. */
export function Swatch({ index }: { readonly index: number }) {
  const look = lineLook(index)
  return (
    <svg className={classes['swatch']} viewBox="0 0 18 4" aria-hidden="true">
      <line x1="0" y1="2" x2="18" y2="2" stroke={look.color} strokeWidth="3" strokeDasharray={look.dashes} />
    </svg>
  )
}
