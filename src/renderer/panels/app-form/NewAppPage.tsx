import { Button, Select, Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
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
import { AwayNote, useWhenAway } from '../deploys/AwayNote.tsx'
import { useHostFilter } from '../hosts/host-filter.tsx'
import { LOCAL_HOST } from '../hosts/use-hosts.ts'
import { AppForm, SubmitButton } from './AppForm.tsx'
import { HostSelect } from './HostSelect.tsx'
import { type AppFields, useAppForm } from './use-app-form.ts'

export function NewAppPage() {
  const { t } = useTranslation('apps')
  const sources = useQuery(useApi().sources.list.queryOptions())
  const [kind, setKind] = useState<string | null>(null)
  const source = sources.data?.find((candidate) => candidate.kind === kind) ?? sources.data?.[0]
  return (
    <Page title={t('form.newTitle')} back={{ href: '#/apps', label: t('detail.breadcrumb') }}>
      {sources.isPending ? <Skeleton height={260} maw={720} /> : null}
      {sources.isError && sources.data === undefined ? (
        <LoadFailure error={sources.error} onRetry={() => void sources.refetch()} />
      ) : null}
      {source === undefined ? null : (
        <NewApp
          key={source.kind}
          source={source}
          kindSelect={<KindSelect kinds={sources.data ?? []} value={source.kind} onChange={setKind} />}
        />
      )}
    </Page>
  )
}

const DEPLOY = 'deploy'
/** Long enough to read what went wrong and what to do. */
const TOLD_MS = 12_000

function NewApp({ source, kindSelect }: { readonly source: SourceKind; readonly kindSelect: ReactNode }) {
  const { t } = useTranslation(['apps', 'shell'])
  const api = useApi()
  const queries = useQueryClient()
  const isAdmin = useIsAdmin()
  const [, navigate] = useLocation()
  const failureText = useFailureText()
  const form = useAppForm(source, null)
  const { hostId: lookedAt } = useHostFilter()
  const [hostId, setHostId] = useState(lookedAt ?? LOCAL_HOST)
  const whenAway = useWhenAway(hostId)
  const [isPlaced, setPlaced] = useState(false)

  const tellNotDeployed = ({ name }: Workload, error: unknown) => {
    const { title, remedy } = failureText.ofError(error)
    notifications.show({
      color: 'red',
      title: t('form.notDeployed', { name }),
      message: (
        <>
          <div>{title}</div>
          <div>{remedy}</div>
        </>
      ),
      autoClose: TOLD_MS,
    })
  }

  const create = useSingleMutation({
    mutationFn: async ({ fields, isDeployed }: { fields: AppFields; isDeployed: boolean }) => {
      const workload = await api.workloads.create.call({ ...fields, hostId })
      // From here on the app exists, also when its deploy is refused.
      if (isDeployed) {
        await api.deploys.start
          .call({ id: workload.id, whenAway })
          .catch((error) => tellNotDeployed(workload, error))
      }
      return workload
    },
    onSuccess: (workload) => {
      putWorkload(queries, api, workload)
      navigate(`/apps/${workload.id}`)
    },
    onError: (error) => setPlaced(form.refuse(error)),
  })

  const submit = (submitter: string) => {
    const fields = form.read()
    if (fields !== null) create.send({ fields, isDeployed: submitter === DEPLOY })
  }
  const wantsDeploy = create.variables?.isDeployed === true
  return (
    <AppForm
      form={form}
      choices={
        <>
          {kindSelect}
          <HostSelect value={hostId} onChange={setHostId} />
          <AwayNote hostId={hostId} />
        </>
      }
      failure={
        !isAdmin ? (
          <FailureNote text={failureText.ofCode('forbidden')} />
        ) : create.isError && !isPlaced ? (
          <FailureNote text={failureText.ofError(create.error)} />
        ) : null
      }
      onSubmit={submit}
      buttons={
        <>
          <SubmitButton name={DEPLOY} isPending={create.isBusy && wantsDeploy}>
            {t('form.createAndDeploy')}
          </SubmitButton>
          <SubmitButton name="create" isPending={create.isBusy && !wantsDeploy} isSecondary>
            {t('form.create')}
          </SubmitButton>
          <Button component="a" href="#/apps" variant="subtle" color="gray">
            {t('shell:actions.cancel')}
          </Button>
        </>
      }
    />
  )
}

interface KindSelectProps {
  readonly kinds: readonly SourceKind[]
  readonly value: string
  readonly onChange: (kind: string | null) => void
}

/** Which kind of source; with only one there is nothing to choose. */
function KindSelect({ kinds, value, onChange }: KindSelectProps) {
  const { t, i18n } = useTranslation('apps')
  if (kinds.length < 2) return null
  const titleOf = (kind: string) => {
    const title: unknown = i18n.getResource(i18n.language, 'sources', `${kind}.title`)
    return typeof title === 'string' ? title : kind
  }
  return (
    <Select
      label={t('form.kind')}
      value={value}
      onChange={onChange}
      data={kinds.map(({ kind }) => ({ value: kind, label: titleOf(kind) }))}
    />
  )
}
