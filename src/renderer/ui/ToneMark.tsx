import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './tone.module.css'

export type Tone = 'good' | 'bad' | 'warn' | 'active' | 'quiet'

interface ToneMarkProps {
  readonly tone: Tone
  readonly icon: Icon
  readonly isTurning?: boolean
  readonly title?: string | undefined
  readonly children: ReactNode
}

/** A state as an icon and a word; the colour only repeats what they say. */
export function ToneMark({ tone, icon: IconShape, isTurning = false, title, children }: ToneMarkProps) {
  return (
    <span
      className={`${classes['mark']} ${classes[tone]} ${isTurning ? classes['turning'] : ''}`}
      title={title}
    >
      <IconShape size={16} stroke={2} aria-hidden />
      <span>{children}</span>
    </span>
  )
}
