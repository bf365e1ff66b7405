import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Deploy } from '../../../contract/deploy.ts'
import { useApi } from '../../connection.ts'
import { hasCode } from '../../failure.ts'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { useSingleMutation } from '../../ui/use-single-mutation.ts'
import { AdminOnly } from '../../ui/WithReason.tsx'

/** Cancels a deploy that waits or runs. Busy until its outcome arrives, and not only until the request is through. */
export function CancelButton({ deploy }: { readonly deploy: Deploy }) {
  const { t } = useTranslation('deploys')
  const failureText = useFailureText()
  const cancel = useSingleMutation(
    useApi().deploys.cancel.mutationOptions({
      onError: (error) => {
        // It ended in the moment of the click; the row shows how.
        if (hasCode(error, 'already_finished')) return
        const { title } = failureText.ofError(error)
        notifications.show({ color: 'red', title: t('progress.cancelFailed'), message: title })
      },
    }),
  )
  return (
    <AdminOnly>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlayerStop size={14} aria-hidden />}
        loading={cancel.isBusy}
        aria-label={t('progress.cancelName', { seq: deploy.seq })}
        onClick={() => cancel.send({ id: deploy.workloadId, deployId: deploy.id })}
      >
        {t('progress.cancel')}
      </Button>
    </AdminOnly>
  )
}
