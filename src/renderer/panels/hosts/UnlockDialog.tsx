import { Button, Checkbox, Group, Modal, PasswordInput, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Host } from '../../../contract/host.ts'
import { useApi } from '../../connection.ts'
import { putHost } from '../../live/apply-event.ts'
import { FailureNote } from '../../ui/Notes.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { useLast } from '../../ui/use-last.ts'
import { useSingleMutation } from '../../ui/use-single-mutation.ts'

interface UnlockDialogProps {
  /** The host whose key file is locked; null while the dialog is closed. */
  readonly host: Host | null
  readonly onClose: () => void
}

/** Asks for the passphrase of a host's key file. */
export function UnlockDialog({ host, onClose }: UnlockDialogProps) {
  const { t } = useTranslation(['hosts', 'shell'])
  const shown = useLast(host)
  return (
    <Modal
      opened={host !== null}
      onClose={onClose}
      title={t('unlock.title', { name: shown?.name ?? '' })}
      closeButtonProps={{ 'aria-label': t('shell:actions.close') }}
    >
      {shown === null ? null : <UnlockForm host={shown} onClose={onClose} />}
    </Modal>
  )
}

/** The request went through, and the key file stayed shut. */
class WrongPassphrase extends Error {}

function UnlockForm({ host, onClose }: { readonly host: Host; readonly onClose: () => void }) {
  const { t } = useTranslation(['hosts', 'shell'])
  const [passphrase, setPassphrase] = useState('')
  const [isKept, setKept] = useState(false)
  const failureText = useFailureText()
  const unlock = useUnlock(host, onClose)
  const isWrong = unlock.error instanceof WrongPassphrase

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (passphrase !== '') unlock.send({ passphrase, keep: isKept })
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <PasswordInput
          label={t('unlock.label')}
          description={t('unlock.help')}
          value={passphrase}
          onChange={(event) => {
            setPassphrase(event.currentTarget.value)
            unlock.reset()
          }}
          error={isWrong ? failureText.ofCode('passphrase_wrong').title : null}
          readOnly={unlock.isBusy}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('unlock.show') }}
          data-autofocus
        />
        <Checkbox
          label={t('unlock.keep')}
          description={t('unlock.keepHelp')}
          checked={isKept}
          onChange={(event) => setKept(event.currentTarget.checked)}
          disabled={unlock.isBusy}
        />
        {unlock.isError && !isWrong ? <FailureNote text={failureText.ofError(unlock.error)} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('shell:actions.cancel')}
          </Button>
          <Button type="submit" loading={unlock.isBusy} disabled={passphrase === ''}>
            {t('unlock.confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function useUnlock(host: Host, onClose: () => void) {
  const { t } = useTranslation('hosts')
  const api = useApi()
  const queries = useQueryClient()
  return useSingleMutation({
    mutationFn: async (input: { readonly passphrase: string; readonly keep: boolean }) => {
      const answered = await api.hosts.unlock.call({ id: host.id, ...input })
      putHost(queries, api, answered)
      if (answered.reason === 'passphrase_wrong') throw new WrongPassphrase()
      return answered
    },
    onSuccess: (answered) => {
      if (answered.state === 'online') {
        notifications.show({
          color: 'teal',
          message: t('trust.done', { name: host.name }),
          autoClose: 4_000,
        })
      }
      onClose()
    },
  })
}
