import { Button, Stack, Text } from '@mantine/core'
import { type Icon, IconAlertTriangle, IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Callout } from './Callout.tsx'
import classes from './notes.module.css'
import { type FailureText, useFailureText } from './use-failure-text.ts'

/** A failed action, beside the control that caused it. */
export function FailureNote({
  text,
  isQuiet = false,
}: {
  readonly text: FailureText
  readonly isQuiet?: boolean
}) {
  return (
    <Callout tone="bad" title={text.title} isQuiet={isQuiet}>
      {text.remedy}
    </Callout>
  )
}

/** What stands in the place of something that could not be read. */
export function LoadFailure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useTranslation('shell')
  const { title, remedy } = useFailureText().ofError(error)
  return (
    <div className={classes['note']} role="alert">
      <IconAlertTriangle size={28} stroke={1.6} className={classes['bad']} aria-hidden />
      <Stack gap={4} align="center">
        <Text fw={600} size="lg">
          {t('failed.title')}
        </Text>
        <Text className={classes['text']}>{title}</Text>
        <Text className={classes['text']} c="dimmed">
          {remedy}
        </Text>
      </Stack>
      <Button variant="default" leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
        {t('actions.retry')}
      </Button>
    </div>
  )
}

interface EmptyNoteProps {
  readonly icon: Icon
  readonly title: string
  readonly text?: string
  readonly action?: ReactNode
}

export function EmptyNote({ icon: IconShape, title, text, action }: EmptyNoteProps) {
  return (
    <div className={classes['note']}>
      <IconShape size={32} stroke={1.4} className={classes['quiet']} aria-hidden />
      <Stack gap={4} align="center">
        <Text fw={600} size="lg">
          {title}
        </Text>
        {text === undefined ? null : (
          <Text className={classes['text']} c="dimmed">
            {text}
          </Text>
        )}
      </Stack>
      {action}
    </div>
  )
}
