import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Host, HostKey } from '../../../contract/host.ts'
import { useApi } from '../../connection.ts'
import { putHost } from '../../live/apply-event.ts'
import { CopyValue } from '../../ui/CopyValue.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { FailureNote } from '../../ui/Notes.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { useLast } from '../../ui/use-last.ts'
import { useSingleMutation } from '../../ui/use-single-mutation.ts'
import { fingerprintCommand } from './fingerprint-command.ts'

interface TrustDialogProps {
  /** The host whose key is in question; null while the dialog is closed. */
  readonly host: Host | null
  readonly onClose: () => void
}

/** Shows the key of a server that Slipway has not met, says how to compare it, and asks. */
export function TrustDialog({ host, onClose }: TrustDialogProps) {
  const { t } = useTranslation(['hosts', 'shell'])
  const shown = useLast(host)
  // The key as it was when the dialog opened: one that comes while somebody reads must not be agreed to unseen.
  const [asked, setAsked] = useState<HostKey | null>(null)
  if (host !== null && asked === null) setAsked(host.hostKey)
  if (host === null && asked !== null) setAsked(null)
  const shownKey = useLast(asked)
  return (
    <Modal
      opened={host !== null && asked !== null}
      onClose={onClose}
      size="lg"
      title={t('trust.title', { name: shown?.name ?? '' })}
      closeButtonProps={{ 'aria-label': t('shell:actions.close') }}
    >
      {shown === null || shownKey === null ? null : (
        <TrustForm
          key={shownKey.fingerprint}
          host={shown}
          hostKey={shownKey}
          onClose={onClose}
          onNextKey={setAsked}
        />
      )}
    </Modal>
  )
}

interface TrustFormProps {
  readonly host: Host
  readonly hostKey: HostKey
  readonly onClose: () => void
  /** Behind a jump host there is another server, with a key of its own. */
  readonly onNextKey: (hostKey: HostKey) => void
}

function TrustForm({ host, hostKey, onClose, onNextKey }: TrustFormProps) {
  const { t } = useTranslation(['hosts', 'shell'])
  const api = useApi()
  const queries = useQueryClient()
  const failureText = useFailureText()
  const { name } = host
  const trust = useSingleMutation(
    api.hosts.trust.mutationOptions({
      onSuccess: (answered) => {
        putHost(queries, api, answered)
        const isNext = answered.state === 'untrusted' && answered.hostKey?.fingerprint !== hostKey.fingerprint
        if (isNext && answered.hostKey !== null) {
          onNextKey(answered.hostKey)
          return
        }
        const message = answered.state === 'online' ? t('trust.done', { name }) : t('trust.saved', { name })
        notifications.show({ color: 'teal', message, autoClose: 4_000 })
        onClose()
      },
    }),
  )
  return (
    <Stack gap="md">
      <Text>{t('trust.text')}</Text>
      <Facts
        facts={[
          { label: t('key.server'), value: <code>{hostKey.server}</code> },
          { label: t('key.type'), value: <code>{hostKey.type}</code> },
          { label: t('key.fingerprint'), value: <CopyValue value={hostKey.fingerprint} />, isFull: true },
        ]}
      />
      <div>
        <Text size="sm">{t('trust.how')}</Text>
        <Code block my={6}>
          {fingerprintCommand(hostKey.type)}
        </Code>
        <Text size="sm">{t('trust.equal')}</Text>
      </div>
      {trust.isError ? <FailureNote text={failureText.ofError(trust.error)} /> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('shell:actions.cancel')}
        </Button>
        <Button
          loading={trust.isBusy}
          onClick={() => trust.send({ id: host.id, fingerprint: hostKey.fingerprint })}
        >
          {t('trust.confirm')}
        </Button>
      </Group>
    </Stack>
  )
}
