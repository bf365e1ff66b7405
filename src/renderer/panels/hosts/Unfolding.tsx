import { UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'
import classes from './hosts.module.css'

interface UnfoldingProps {
  readonly title: string
  readonly children: ReactNode
}

/** A part that is drawn, and asked for, only when somebody wants to see it. */
export function Unfolding({ title, children }: UnfoldingProps) {
  const [isOpen, setOpen] = useState(false)
  const contentId = useId()
  return (
    <div>
      <UnstyledButton
        className={classes['unfold']}
        aria-expanded={isOpen}
        aria-controls={isOpen ? contentId : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight size={16} aria-hidden />
        {title}
      </UnstyledButton>
      {isOpen ? (
        <div id={contentId} className={classes['unfolded']}>
          {children}
        </div>
      ) : null}
    </div>
  )
}
