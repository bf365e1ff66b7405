import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Workload } from '../../../contract/workload.ts'
import { useApi } from '../../connection.ts'
import { dropWorkload } from '../../live/apply-event.ts'
import { FailureNote } from '../../ui/Notes.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { useSingleMutation } from '../../ui/use-single-mutation.ts'

interface DeleteDialogProps {
  readonly workload: Workload
  readonly isOpen: boolean
  readonly onClose: () => void
}

export function DeleteDialog({ workload, isOpen, onClose }: DeleteDialogProps) {
  const { t } = useTranslation(['apps', 'shell'])
  const { name } = workload
  const api = useApi()
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  const [isWithContainers, setWithContainers] = useState(true)
  const failureText = useFailureText()
  const remove = useSingleMutation(
    api.workloads.remove.mutationOptions({
      onSuccess: () => {
        dropWorkload(queries, api, workload.id)
        notifications.show({ message: t('delete.done', { name }), autoClose: 4_000 })
        navigate('/apps')
      },
    }),
  )
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('delete.title', { name })}
      closeButtonProps={{ 'aria-label': t('shell:actions.close') }}
    >
      <Stack gap="md">
        <Text>{t('delete.text', { name })}</Text>
        <Checkbox
          label={t('delete.containers')}
          description={t('delete.containersHelp')}
          checked={isWithContainers}
          onChange={(event) => setWithContainers(event.currentTarget.checked)}
        />
        {remove.isError ? <FailureNote text={failureText.ofError(remove.error)} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('shell:actions.cancel')}
          </Button>
          <Button
            color="red"
            loading={remove.isBusy}
            onClick={() =>
              remove.send({ params: { id: workload.id }, query: { containers: isWithContainers } })
            }
          >
            {t('delete.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
