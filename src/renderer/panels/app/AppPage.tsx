import { Button, Skeleton, Stack } from '@mantine/core'
import { IconBoxOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../connection.ts'
import { hasCode } from '../../failure.ts'
import { EmptyNote, LoadFailure } from '../../ui/Notes.tsx'
import { Page } from '../../ui/Page.tsx'
import { StateMark } from '../apps/StateMark.tsx'
import { useWorkload } from '../apps/use-workload.ts'
import { HistoryPanel } from '../deploys/HistoryPanel.tsx'
import { PresentDeploys } from '../deploys/PresentDeploys.tsx'
import { HostTrouble } from '../hosts/HostTrouble.tsx'
import { isInTrouble, useHost } from '../hosts/use-hosts.ts'
import { StatsPanel } from '../stats/StatsPanel.tsx'
import { AppActions } from './AppActions.tsx'
import { RunningVersion } from './RunningVersion.tsx'

/** One app: what runs, and how it came to run. */
export function AppPage({ id }: { readonly id: string }) {
  const { t } = useTranslation('apps')
  const workload = useWorkload(id)
  const back = { href: '#/apps', label: t('detail.breadcrumb') }
  if (workload.data === undefined || hasCode(workload.error, 'not_found')) {
    return (
      <Page title={t('title')} back={back}>
        {workload.isPending ? (
          <Skeleton height={160} radius="md" />
        ) : (
          <Failure error={workload.error} onRetry={() => void workload.refetch()} />
        )}
      </Page>
    )
  }
  return (
    <Page
      title={workload.data.name}
      back={back}
      aside={
        <span role="status">
          <StateMark state={workload.data.state} />
        </span>
      }
      actions={<AppActions workload={workload.data} />}
    >
      <Stack gap="xl">
        <HostNote hostId={workload.data.hostId} />
        <PresentDeploys workloadId={id} />
        <RunningVersion workload={workload.data} />
        <StatsPanel workload={workload.data} />
        <History id={id} />
      </Stack>
    </Page>
  )
}

function History({ id }: { readonly id: string }) {
  const workload = useWorkload(id).data
  const sources = useQuery(useApi().sources.list.queryOptions())
  if (workload === undefined) return null
  const source = sources.data?.find(({ kind }) => kind === workload.sourceKind)
  // Until the kinds are read, the server's own check is the only one.
  return <HistoryPanel workload={workload} canRollBack={source?.rollback ?? sources.isPending} />
}

function HostNote({ hostId }: { readonly hostId: string }) {
  const { t } = useTranslation('hosts')
  const host = useHost(hostId)
  if (host === undefined || !isInTrouble(host)) return null
  return <HostTrouble host={host} note={t('trouble.stillWorks')} />
}

function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useTranslation(['apps', 'shell'])
  if (!hasCode(error, 'not_found')) return <LoadFailure error={error} onRetry={onRetry} />
  return (
    <EmptyNote
      icon={IconBoxOff}
      title={t('detail.gone')}
      text={t('detail.goneHelp')}
      action={
        <Button component="a" href="#/apps" variant="default">
          {t('shell:notFound.back')}
        </Button>
      }
    />
  )
}
