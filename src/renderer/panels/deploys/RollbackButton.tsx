import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Deploy } from '../../../contract/deploy.ts'
import { useIsAdmin } from '../../connection.ts'
import { WithReason } from '../../ui/WithReason.tsx'
import classes from './history.module.css'
import { rollbackBlock } from './phase-model.ts'

interface RollbackButtonProps {
  readonly deploy: Deploy
  readonly canRollBack: boolean
  readonly onRollBack: (deploy: Deploy) => void
}

/** The way back to one entry. The current version says so in its place; what cannot come back keeps the button, with the reason. */
export function RollbackButton({ deploy, canRollBack, onRollBack }: RollbackButtonProps) {
  const { t } = useTranslation(['deploys', 'shell'])
  const isAdmin = useIsAdmin()
  const block = rollbackBlock(deploy, canRollBack)
  if (block === 'current') return <span className={classes['badge']}>{t('history.current')}</span>
  const viewerReason = isAdmin ? null : t('shell:viewer.reason')
  return (
    <WithReason reason={block === null ? viewerReason : t(`rollback.blocked.${block}`)}>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconArrowBackUp size={15} aria-hidden />}
        aria-label={t('rollback.actionName', { seq: deploy.seq })}
        onClick={() => onRollBack(deploy)}
      >
        {t('rollback.action')}
      </Button>
    </WithReason>
  )
}
