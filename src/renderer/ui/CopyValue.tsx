import { ActionIcon, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './copy-value.module.css'

interface CopyValueProps {
  /** What is copied. */
  readonly value: string
  /** What is shown, when that is shorter. */
  readonly shown?: string
}

/** A technical value in monospace with a button that copies it whole. */
export function CopyValue({ value, shown = value }: CopyValueProps) {
  const { t } = useTranslation('shell')
  return (
    <span className={classes['value']}>
      <code title={shown === value ? undefined : value}>{shown}</code>
      <CopyButton value={value} timeout={1_500}>
        {({ copied, copy }) => (
          <>
            <ActionIcon size={20} onClick={copy} aria-label={t('actions.copyValue', { value: shown })}>
              {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            </ActionIcon>
            <span role="status" className="visually-hidden">
              {copied ? t('actions.copied') : ''}
            </span>
          </>
        )}
      </CopyButton>
    </span>
  )
}
