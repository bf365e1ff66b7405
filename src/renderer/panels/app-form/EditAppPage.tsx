import { Button, Skeleton, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { SourceKind } from '../../../contract/source.ts'
import type { Workload } from '../../../contract/workload.ts'
import { useApi, useIsAdmin } from '../../connection.ts'
import { putWorkload } from '../../live/apply-event.ts'
import { FailureNote, LoadFailure } from '../../ui/Notes.tsx'
import { Page } from '../../ui/Page.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { useSingleMutation } from '../../ui/use-single-mutation.ts'
import { useWorkload } from '../apps/use-workload.ts'
import { AppForm, SubmitButton } from './AppForm.tsx'
import { type AppFields, useAppForm } from './use-app-form.ts'

export function EditAppPage({ id }: { readonly id: string }) {
  const { t } = useTranslation('apps')
  const workload = useWorkload(id)
  const sources = useQuery(useApi().sources.list.queryOptions())
  const failureText = useFailureText()
  const name = workload.data?.name
  const title = name === undefined ? t('detail.edit') : t('form.editTitle', { name })
  const back =
    name === undefined
      ? { href: '#/apps', label: t('detail.breadcrumb') }
      : { href: `#/apps/${id}`, label: name }
  const failed = [workload, sources].find(({ isError, data }) => isError && data === undefined)
  const source = sources.data?.find(({ kind }) => kind === workload.data?.sourceKind)
  const isRead = workload.data !== undefined && sources.data !== undefined
  return (
    <Page title={title} back={back}>
      {failed === undefined ? null : (
        <LoadFailure error={failed.error} onRetry={() => void failed.refetch()} />
      )}
      {failed === undefined && !isRead ? <Skeleton height={260} maw={720} /> : null}
      {isRead && source === undefined ? <FailureNote text={failureText.ofCode('invalid_source')} /> : null}
      {workload.data === undefined || source === undefined ? null : (
        <EditApp workload={workload.data} source={source} />
      )}
    </Page>
  )
}

function EditApp({ workload, source }: { readonly workload: Workload; readonly source: SourceKind }) {
  const { t } = useTranslation(['apps', 'shell'])
  const api = useApi()
  const queries = useQueryClient()
  const isAdmin = useIsAdmin()
  const [, navigate] = useLocation()
  const failureText = useFailureText()
  // What was stored when the form was opened: news that arrive meanwhile must not overwrite what is being typed.
  const [opened] = useState(workload)
  const form = useAppForm(source, opened)
  const [isPlaced, setPlaced] = useState(false)
  const save = useSingleMutation({
    mutationFn: (fields: AppFields) => api.workloads.update.call({ ...fields, id: workload.id }),
    onSuccess: (saved) => {
      putWorkload(queries, api, saved)
      navigate(`/apps/${workload.id}`)
    },
    onError: (error) => setPlaced(form.refuse(error)),
  })
  const submit = () => {
    const fields = form.read()
    if (fields !== null) save.send(fields)
  }
  return (
    <AppForm
      form={form}
      failure={
        !isAdmin ? (
          <FailureNote text={failureText.ofCode('forbidden')} />
        ) : save.isError && !isPlaced ? (
          <FailureNote text={failureText.ofError(save.error)} />
        ) : null
      }
      onSubmit={submit}
      buttons={
        <>
          <SubmitButton name="save" isPending={save.isBusy}>
            {t('form.save')}
          </SubmitButton>
          <Button component="a" href={`#/apps/${workload.id}`} variant="subtle" color="gray">
            {t('shell:actions.cancel')}
          </Button>
          <Text size="sm" c="dimmed">
            {t('form.savedHint')}
          </Text>
        </>
      }
    />
  )
}
