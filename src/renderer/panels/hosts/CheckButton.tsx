import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlugConnected, IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../connection.ts'
import { putHost } from '../../live/apply-event.ts'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { AdminOnly } from '../../ui/WithReason.tsx'
import { useHostName } from './use-host-name.ts'
import { LOCAL_HOST, useHost } from './use-hosts.ts'

/** Looks for a host's engine, or connects to it, now instead of at the next round. */
export function CheckButton({ hostId }: { readonly hostId: string }) {
  const { t } = useTranslation('hosts')
  const api = useApi()
  const queries = useQueryClient()
  const name = useHostName(hostId)
  const isOnline = useHost(hostId)?.state === 'online'
  const failureText = useFailureText()
  const check = useMutation(
    api.hosts.check.mutationOptions({
      onSuccess: (host) => putHost(queries, api, host),
      onError: (error) => {
        const { title, remedy } = failureText.ofError(error)
        notifications.show({ color: 'red', title, message: remedy })
      },
    }),
  )
  const isConnecting = hostId !== LOCAL_HOST && !isOnline
  const IconShape = isConnecting ? IconPlugConnected : IconRefresh
  return (
    <AdminOnly>
      <Button
        variant="default"
        leftSection={<IconShape size={16} aria-hidden />}
        loading={check.isPending}
        aria-label={isConnecting ? t('connectName', { name }) : t('checkName', { name })}
        onClick={() => check.mutate({ id: hostId })}
      >
        {isConnecting ? t('connect') : t('check')}
      </Button>
    </AdminOnly>
  )
}
