import { Button, CloseButton, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { IconBox, IconPlus, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Workload } from '../../../contract/workload.ts'
import { useApi } from '../../connection.ts'
import { EmptyNote, LoadFailure } from '../../ui/Notes.tsx'
import { Page } from '../../ui/Page.tsx'
import { useLocale } from '../../ui/use-locale.ts'
import { AdminOnly } from '../../ui/WithReason.tsx'
import { StartDialog } from '../deploys/StartDialog.tsx'
import { HostTrouble } from '../hosts/HostTrouble.tsx'
import { useHostFilter } from '../hosts/host-filter.tsx'
import { useHostName } from '../hosts/use-host-name.ts'
import { isInTrouble, LOCAL_HOST, useHosts } from '../hosts/use-hosts.ts'
import { AppsTable } from './AppsTable.tsx'
import classes from './apps.module.css'
import { findWorkloads } from './find-workloads.ts'

export function AppsPage() {
  const { t } = useTranslation('apps')
  const workloads = useQuery(useApi().workloads.list.queryOptions())
  const hasApps = workloads.data !== undefined && workloads.data.length > 0
  return (
    <Page title={t('title')} actions={hasApps ? <AddButton label={t('list.add')} /> : null}>
      <Stack gap="md">
        {workloads.isPending ? null : <HostNote workloads={workloads.data ?? []} />}
        {workloads.isPending ? <AppsSkeleton /> : null}
        {workloads.isError && workloads.data === undefined ? (
          <LoadFailure error={workloads.error} onRetry={() => void workloads.refetch()} />
        ) : null}
        {workloads.data?.length === 0 ? (
          <EmptyNote
            icon={IconBox}
            title={t('empty.title')}
            text={t('empty.text')}
            action={<AddButton label={t('empty.action')} />}
          />
        ) : null}
        {hasApps ? <AppsList workloads={workloads.data} /> : null}
      </Stack>
    </Page>
  )
}

function AddButton({ label }: { readonly label: string }) {
  return (
    <AdminOnly>
      <Button component="a" href="#/apps/new" leftSection={<IconPlus size={16} aria-hidden />}>
        {label}
      </Button>
    </AdminOnly>
  )
}

/** The trouble of the host that is looked at; among all hosts, that of this computer when it matters. */
function HostNote({ workloads }: { readonly workloads: readonly Workload[] }) {
  const { t } = useTranslation('hosts')
  const hosts = useHosts()
  const { hostId } = useHostFilter()
  const host = hosts.find(({ id }) => id === (hostId ?? LOCAL_HOST))
  const isLookedAt = hostId !== null || hosts.length === 1
  const hasApps = workloads.some((workload) => workload.hostId === host?.id)
  if (host === undefined || !isInTrouble(host) || !(isLookedAt || hasApps)) return null
  return (
    <HostTrouble host={host} {...(hasApps ? { note: t('noEngine.stillWorks') } : { isUnfolded: true })} />
  )
}

function AppsList({ workloads }: { readonly workloads: readonly Workload[] }) {
  const { t } = useTranslation('apps')
  const locale = useLocale()
  const { hostId } = useHostFilter()
  const [query, setQuery] = useState('')
  const [toDeploy, setToDeploy] = useState<Workload | null>(null)
  // The field answers at once, also while a long list is still being drawn.
  const deferred = useDeferredValue(query)
  const onHost = useMemo(
    () => workloads.filter((workload) => hostId === null || workload.hostId === hostId),
    [workloads, hostId],
  )
  const found = useMemo(() => findWorkloads(onHost, deferred, locale), [onHost, deferred, locale])
  const count = found.length
  return (
    <>
      <div className={classes['tools']}>
        <TextInput
          type="search"
          className={classes['search']}
          aria-label={t('list.search')}
          placeholder={t('list.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            query === '' ? null : (
              <CloseButton size="sm" aria-label={t('list.clear')} onClick={() => setQuery('')} />
            )
          }
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <Text role="status" size="sm" c="dimmed">
          {deferred.trim() === '' ? t('list.count', { count }) : t('list.found', { count })}
        </Text>
      </div>
      {onHost.length === 0 && hostId !== null ? (
        <NoneOnHost hostId={hostId} />
      ) : count === 0 ? (
        <EmptyNote
          icon={IconSearch}
          title={t('list.noneFound', { query: deferred })}
          action={
            <Button variant="default" onClick={() => setQuery('')}>
              {t('list.clear')}
            </Button>
          }
        />
      ) : (
        <AppsTable workloads={found} onDeploy={setToDeploy} />
      )}
      <StartDialog workload={toDeploy} onClose={() => setToDeploy(null)} />
    </>
  )
}

function NoneOnHost({ hostId }: { readonly hostId: string }) {
  const { t } = useTranslation('apps')
  const name = useHostName(hostId)
  const { choose } = useHostFilter()
  return (
    <EmptyNote
      icon={IconBox}
      title={t('list.noneOnHost', { name })}
      action={
        <Button variant="default" onClick={() => choose(null)}>
          {t('list.allHosts')}
        </Button>
      }
    />
  )
}

function AppsSkeleton() {
  const { t } = useTranslation('shell')
  return (
    <Stack gap={6} aria-busy aria-label={t('loading')} role="status">
      {['a', 'b', 'c', 'd', 'e'].map((row) => (
        <Skeleton key={row} height={56} />
      ))}
    </Stack>
  )
}
