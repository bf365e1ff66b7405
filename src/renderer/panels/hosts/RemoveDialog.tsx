import { Anchor, Button, Group, List, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Host } from '../../../contract/host.ts'
import type { Workload } from '../../../contract/workload.ts'
import { useApi } from '../../connection.ts'
import { dropHost } from '../../live/apply-event.ts'
import { FailureNote } from '../../ui/Notes.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { useSingleMutation } from '../../ui/use-single-mutation.ts'

interface RemoveDialogProps {
  readonly host: Host
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Asks before a host is forgotten; one that apps are on cannot be, and the dialog names them. */
export function RemoveDialog({ host, isOpen, onClose }: RemoveDialogProps) {
  const { t } = useTranslation(['hosts', 'shell'])
  const { name } = host
  const workloads = useQuery(useApi().workloads.list.queryOptions())
  const inUse = (workloads.data ?? []).filter(({ hostId }) => hostId === host.id)
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={inUse.length > 0 ? t('remove.inUseTitle', { name }) : t('remove.title', { name })}
      closeButtonProps={{ 'aria-label': t('shell:actions.close') }}
    >
      {inUse.length > 0 ? (
        <InUse workloads={inUse} onClose={onClose} />
      ) : (
        <RemoveForm host={host} onClose={onClose} />
      )}
    </Modal>
  )
}

interface InUseProps {
  readonly workloads: readonly Workload[]
  readonly onClose: () => void
}

function InUse({ workloads, onClose }: InUseProps) {
  const { t } = useTranslation(['hosts', 'shell'])
  return (
    <Stack gap="md">
      <Text>{t('remove.inUse', { count: workloads.length })}</Text>
      <List>
        {workloads.map(({ id, name }) => (
          <List.Item key={id}>
            <Anchor href={`#/apps/${id}`}>{name}</Anchor>
          </List.Item>
        ))}
      </List>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('shell:actions.close')}
        </Button>
      </Group>
    </Stack>
  )
}

function RemoveForm({ host, onClose }: Pick<RemoveDialogProps, 'host' | 'onClose'>) {
  const { t } = useTranslation(['hosts', 'shell'])
  const { name } = host
  const api = useApi()
  const queries = useQueryClient()
  const failureText = useFailureText()
  const remove = useSingleMutation(
    api.hosts.remove.mutationOptions({
      onSuccess: () => {
        onClose()
        dropHost(queries, api, host.id)
        notifications.show({ message: t('remove.done', { name }), autoClose: 4_000 })
      },
      // An app came to be there meanwhile: then the dialog names it.
      onError: () => void queries.invalidateQueries({ queryKey: api.workloads.list.key() }),
    }),
  )
  return (
    <Stack gap="md">
      <Text>{t('remove.text', { name })}</Text>
      {remove.isError ? <FailureNote text={failureText.ofError(remove.error)} /> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('shell:actions.cancel')}
        </Button>
        <Button color="red" loading={remove.isBusy} onClick={() => remove.send({ id: host.id })}>
          {t('remove.confirm')}
        </Button>
      </Group>
    </Stack>
  )
}
