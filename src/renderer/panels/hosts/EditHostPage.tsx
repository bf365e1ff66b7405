import { Button, Skeleton } from '@mantine/core'
import { IconServerOff } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Host } from '../../../contract/host.ts'
import { useApi } from '../../connection.ts'
import { putHost } from '../../live/apply-event.ts'
import { EmptyNote, FailureNote, LoadFailure } from '../../ui/Notes.tsx'
import { Page } from '../../ui/Page.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { useSingleMutation } from '../../ui/use-single-mutation.ts'
import { AdminOnly } from '../../ui/WithReason.tsx'
import { HostFormView } from './HostFormView.tsx'
import { useHostForm } from './use-host-form.ts'

export function EditHostPage({ id }: { readonly id: string }) {
  const { t } = useTranslation(['hosts', 'errors'])
  const hosts = useQuery(useApi().hosts.list.queryOptions())
  const host = hosts.data?.find((candidate) => candidate.id === id)
  const back = { href: '#/hosts', label: t('form.breadcrumb') }
  return (
    <Page title={host === undefined ? t('title') : t('form.editTitle', { name: host.name })} back={back}>
      {hosts.isPending ? <Skeleton height={260} maw={720} /> : null}
      {hosts.isError && hosts.data === undefined ? (
        <LoadFailure error={hosts.error} onRetry={() => void hosts.refetch()} />
      ) : null}
      {hosts.data !== undefined && host === undefined ? (
        <EmptyNote
          icon={IconServerOff}
          title={t('errors:not_found.title')}
          text={t('errors:not_found.remedy')}
        />
      ) : null}
      {host === undefined ? null : <EditHost host={host} />}
    </Page>
  )
}

function EditHost({ host }: { readonly host: Host }) {
  const { t } = useTranslation(['hosts', 'shell'])
  const form = useHostForm(host)
  const api = useApi()
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  const failureText = useFailureText()
  const [isPlaced, setPlaced] = useState(false)
  const update = useSingleMutation(
    api.hosts.update.mutationOptions({
      onSuccess: (changed) => {
        putHost(queries, api, changed)
        navigate('/hosts')
      },
      onError: (error) => setPlaced(form.refuse(error)),
    }),
  )
  const submit = () => {
    const input = form.read()
    if (input !== null) update.send({ id: host.id, ...input })
  }
  return (
    <HostFormView
      form={form}
      isNew={false}
      onSubmit={submit}
      failure={update.isError && !isPlaced ? <FailureNote text={failureText.ofError(update.error)} /> : null}
      buttons={
        <>
          <AdminOnly>
            <Button type="submit" loading={update.isBusy}>
              {t('form.save')}
            </Button>
          </AdminOnly>
          <Button component="a" href="#/hosts" variant="subtle" color="gray">
            {t('shell:actions.cancel')}
          </Button>
        </>
      }
    />
  )
}
