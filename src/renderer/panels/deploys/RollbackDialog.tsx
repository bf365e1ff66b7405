import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Deploy } from '../../../contract/deploy.ts'
import type { Workload } from '../../../contract/workload.ts'
import { useApi } from '../../connection.ts'
import { FailureNote } from '../../ui/Notes.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { useLast } from '../../ui/use-last.ts'
import { useSingleMutation } from '../../ui/use-single-mutation.ts'
import { AwayNote, useWhenAway } from './AwayNote.tsx'
import { ReplayMark } from './ReplayMark.tsx'
import { RollbackChanges, type RollbackMode } from './RollbackChanges.tsx'
import classes from './rollback.module.css'
import { Version } from './Version.tsx'

interface RollbackDialogProps {
  readonly workload: Workload
  /** The entry to go back to; null while the dialog is closed. */
  readonly target: Deploy | null
  readonly onClose: () => void
}

/** Asks before a rollback, and says from what to what, what changes, and whether the image is at hand. */
export function RollbackDialog({ workload, target, onClose }: RollbackDialogProps) {
  const { t } = useTranslation(['deploys', 'shell'])
  // While it fades out it still shows what it was about.
  const shown = useLast(target)
  return (
    <Modal
      opened={target !== null}
      onClose={onClose}
      size="lg"
      title={t('rollback.title', { name: workload.name, seq: shown?.seq ?? 0 })}
      closeButtonProps={{ 'aria-label': t('shell:actions.close') }}
    >
      {shown === null ? null : (
        <RollbackForm key={shown.id} workload={workload} target={shown} onClose={onClose} />
      )}
    </Modal>
  )
}

interface RollbackFormProps extends RollbackDialogProps {
  readonly target: Deploy
}

function RollbackForm({ workload, target, onClose }: RollbackFormProps) {
  const { t } = useTranslation(['deploys', 'shell'])
  const [mode, setMode] = useState<RollbackMode>('then')
  const failureText = useFailureText()
  const whenAway = useWhenAway(workload.hostId)
  const rollback = useSingleMutation(useApi().deploys.rollback.mutationOptions({ onSuccess: onClose }))
  return (
    <Stack gap="md">
      <div className={classes['way']}>
        <Side label={t('rollback.from')} deploy={workload.current} />
        <IconArrowRight size={20} className={classes['arrow']} aria-hidden />
        <Side label={t('rollback.to')} deploy={target} />
      </div>
      <div>
        <Text size="sm" c="dimmed">
          {t('rollback.availability')}
        </Text>
        <ReplayMark replay={target.replay} />
        <Text size="sm">{t(`replayHelp.${target.replay}`)}</Text>
      </div>
      <Radio.Group
        label={t('rollback.mode')}
        value={mode}
        onChange={(value) => setMode(value === 'now' ? 'now' : 'then')}
      >
        <Stack gap="xs" mt={6}>
          <Radio value="then" label={t('rollback.then')} description={t('rollback.thenHelp')} />
          <Radio value="now" label={t('rollback.now')} description={t('rollback.nowHelp')} />
        </Stack>
      </Radio.Group>
      <RollbackChanges workload={workload} target={target} mode={mode} />
      <Text size="sm" c="dimmed">
        {t('rollback.newEntry')}
      </Text>
      <AwayNote hostId={workload.hostId} />
      {rollback.isError ? <FailureNote text={failureText.ofError(rollback.error)} /> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('shell:actions.cancel')}
        </Button>
        <Button
          data-autofocus
          loading={rollback.isBusy}
          onClick={() => rollback.send({ id: workload.id, deployId: target.id, config: mode, whenAway })}
        >
          {whenAway === 'queue' ? t('rollback.queue') : t('rollback.confirm')}
        </Button>
      </Group>
    </Stack>
  )
}

function Side({ label, deploy }: { readonly label: string; readonly deploy: Deploy | null }) {
  const { t } = useTranslation('deploys')
  return (
    <div className={classes['side']}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {deploy === null ? (
        <Text>{t('rollback.nothing')}</Text>
      ) : (
        <>
          <Text fw={620}>{t('details.entry', { seq: deploy.seq })}</Text>
          <Version deploy={deploy} />
        </>
      )}
    </div>
  )
}
