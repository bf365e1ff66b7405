import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../connection.ts'
import { LoadFailure } from '../../ui/Notes.tsx'
import { Page } from '../../ui/Page.tsx'
import { HostCard } from './HostCard.tsx'

export function HostsPage() {
  const { t } = useTranslation('hosts')
  const hosts = useQuery(useApi().hosts.list.queryOptions())
  return (
    <Page title={t('title')}>
      <Stack gap="lg">
        {hosts.isPending ? <Skeleton height={220} radius="md" /> : null}
        {hosts.isError && hosts.data === undefined ? (
          <LoadFailure error={hosts.error} onRetry={() => void hosts.refetch()} />
        ) : null}
        {hosts.data?.map((host) => (
          <HostCard key={host.id} host={host} />
        ))}
      </Stack>
    </Page>
  )
}
