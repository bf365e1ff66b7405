import { type Icon, IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './callout.module.css'

interface CalloutProps {
  readonly tone: 'bad' | 'warn'
  readonly icon?: Icon
  readonly title?: string
  /** Part of what is read anyway, and no news. */
  readonly isQuiet?: boolean
  readonly children: ReactNode
}

/** Something that went wrong, said where it happened; screen readers hear it at once. */
export function Callout({
  tone,
  icon: IconShape = IconAlertTriangle,
  title,
  isQuiet = false,
  children,
}: CalloutProps) {
  return (
    <div className={`${classes['callout']} ${classes[tone]}`} role={isQuiet ? undefined : 'alert'}>
      <IconShape size={20} stroke={1.8} className={classes['icon']} aria-hidden />
      <div className={classes['text']}>
        {title === undefined ? null : <strong>{title}</strong>}
        <div>{children}</div>
      </div>
    </div>
  )
}
