import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Host } from '../../../contract/host.ts'
import { useApi } from '../../connection.ts'
import { putHost } from '../../live/apply-event.ts'
import { FailureNote } from '../../ui/Notes.tsx'
import { Page } from '../../ui/Page.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { useSingleMutation } from '../../ui/use-single-mutation.ts'
import { AdminOnly } from '../../ui/WithReason.tsx'
import { HostFormView } from './HostFormView.tsx'
import { needsTrust } from './TrustButton.tsx'
import { TrustDialog } from './TrustDialog.tsx'
import { needsPassphrase } from './UnlockButton.tsx'
import { UnlockDialog } from './UnlockDialog.tsx'
import { useHostForm } from './use-host-form.ts'

/** Adds a host; a key that is not known and a passphrase that is missing are asked for right behind. */
export function NewHostPage() {
  const { t } = useTranslation(['hosts', 'shell'])
  const form = useHostForm(null)
  const api = useApi()
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  const failureText = useFailureText()
  const [isPlaced, setPlaced] = useState(false)
  const [asked, setAsked] = useState<Host | null>(null)
  const leave = () => navigate('/hosts')
  const create = useSingleMutation(
    api.hosts.create.mutationOptions({
      onSuccess: (host) => {
        putHost(queries, api, host)
        if (needsTrust(host) || needsPassphrase(host)) setAsked(host)
        else leave()
      },
      onError: (error) => setPlaced(form.refuse(error)),
    }),
  )
  const submit = () => {
    const input = form.read()
    if (input !== null) create.send(input)
  }
  return (
    <Page title={t('form.newTitle')} back={{ href: '#/hosts', label: t('form.breadcrumb') }}>
      <HostFormView
        form={form}
        isNew
        onSubmit={submit}
        failure={
          create.isError && !isPlaced ? <FailureNote text={failureText.ofError(create.error)} /> : null
        }
        buttons={
          <>
            <AdminOnly>
              <Button type="submit" loading={create.isBusy}>
                {t('form.create')}
              </Button>
            </AdminOnly>
            <Button component="a" href="#/hosts" variant="subtle" color="gray">
              {t('shell:actions.cancel')}
            </Button>
          </>
        }
      />
      <TrustDialog host={asked !== null && needsTrust(asked) ? asked : null} onClose={leave} />
      <UnlockDialog host={asked !== null && needsPassphrase(asked) ? asked : null} onClose={leave} />
    </Page>
  )
}
