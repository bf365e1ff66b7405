import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Host, HostDisk } from '../../../contract/host.ts'
import { useApi } from '../../connection.ts'
import { FailureNote } from '../../ui/Notes.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { useSingleMutation } from '../../ui/use-single-mutation.ts'
import { useSizeText } from '../../ui/use-size-text.ts'
import { useNameOfHost } from './use-host-name.ts'

interface PruneDialogProps {
  readonly host: Host
  readonly disk: HostDisk
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Asks what to free on a host, and says what stays. */
export function PruneDialog({ host, disk, isOpen, onClose }: PruneDialogProps) {
  const { t } = useTranslation(['hosts', 'shell'])
  const name = useNameOfHost()(host)
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('prune.title', { name })}
      closeButtonProps={{ 'aria-label': t('shell:actions.close') }}
    >
      <PruneForm host={host} disk={disk} onClose={onClose} />
    </Modal>
  )
}

function PruneForm({ host, disk, onClose }: Omit<PruneDialogProps, 'isOpen'>) {
  const { t } = useTranslation(['hosts', 'shell'])
  const sizeText = useSizeText()
  const failureText = useFailureText()
  const prune = usePrune(host, onClose)
  const imageBytes = disk.images.reclaimableBytes
  const cacheBytes = disk.buildCache.reclaimableBytes
  const [isImages, setImages] = useState(true)
  const [isBuildCache, setBuildCache] = useState(false)
  const isNothing = !isImages && !isBuildCache
  const bytes = (isImages ? imageBytes : 0) + (isBuildCache ? cacheBytes : 0)
  return (
    <Stack gap="md">
      <Checkbox
        label={t('prune.images')}
        description={t('prune.imagesHelp', { size: sizeText(imageBytes) })}
        checked={isImages}
        onChange={(event) => setImages(event.currentTarget.checked)}
        disabled={prune.isBusy}
      />
      <Checkbox
        label={t('prune.buildCache')}
        description={t('prune.buildCacheHelp', { size: sizeText(cacheBytes) })}
        checked={isBuildCache}
        onChange={(event) => setBuildCache(event.currentTarget.checked)}
        disabled={prune.isBusy}
      />
      <Text size="sm">{t('prune.stays')}</Text>
      {prune.isError ? <FailureNote text={failureText.ofError(prune.error)} /> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('shell:actions.cancel')}
        </Button>
        <Button
          loading={prune.isBusy}
          disabled={isNothing}
          onClick={() => prune.send({ id: host.id, images: isImages, buildCache: isBuildCache })}
        >
          {isNothing ? t('prune.nothing') : t('prune.confirm', { size: sizeText(bytes) })}
        </Button>
      </Group>
    </Stack>
  )
}

function usePrune(host: Host, onDone: () => void) {
  const { t } = useTranslation('hosts')
  const name = useNameOfHost()(host)
  const api = useApi()
  const queries = useQueryClient()
  const sizeText = useSizeText()
  return useSingleMutation(
    api.hosts.prune.mutationOptions({
      onSuccess: ({ removedImages, freedBytes }) => {
        void queries.invalidateQueries({ queryKey: api.hosts.disk.key({ input: { id: host.id } }) })
        notifications.show({
          color: 'teal',
          title: t('prune.done', { name, size: sizeText(freedBytes) }),
          message: t('prune.removed', { count: removedImages }),
        })
        onDone()
      },
    }),
  )
}
