import { Tooltip } from '@mantine/core'
import { cloneElement, type ReactElement, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useIsAdmin } from '../connection.ts'

interface BlockableProps {
  readonly 'data-disabled'?: boolean
  readonly 'aria-disabled'?: boolean
  readonly 'aria-describedby'?: string
  readonly onClick?: (event: React.MouseEvent) => void
}

interface WithReasonProps {
  /** Why the control cannot be used now; null when it can. */
  readonly reason: string | null
  readonly children: ReactElement<BlockableProps>
}

/** A control that stays in its place when it cannot be used, and says why: on hover, on focus and to screen readers. */
export function WithReason({ reason, children }: WithReasonProps) {
  const id = useId()
  if (reason === null) return children
  return (
    <>
      <Tooltip label={reason} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
        {cloneElement(children, {
          'data-disabled': true,
          'aria-disabled': true,
          'aria-describedby': id,
          onClick: (event) => event.preventDefault(),
        })}
      </Tooltip>
      <span id={id} className="visually-hidden">
        {reason}
      </span>
    </>
  )
}

/** A control for admins; others see it, disabled, with the reason. */
export function AdminOnly({ children }: Pick<WithReasonProps, 'children'>) {
  const { t } = useTranslation('shell')
  const isAdmin = useIsAdmin()
  return <WithReason reason={isAdmin ? null : t('viewer.reason')}>{children}</WithReason>
}
