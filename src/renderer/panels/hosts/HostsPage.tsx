import { Button, Skeleton, Stack } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../connection.ts'
import { LoadFailure } from '../../ui/Notes.tsx'
import { Page } from '../../ui/Page.tsx'
import { AdminOnly } from '../../ui/WithReason.tsx'
import { HostCard } from './HostCard.tsx'
import { useHosts } from './use-hosts.ts'

export function HostsPage() {
  const { t } = useTranslation('hosts')
  const query = useQuery(useApi().hosts.list.queryOptions())
  const hosts = useHosts()
  return (
    <Page title={t('title')} actions={<AddButton />}>
      <Stack gap="lg">
        {query.isPending ? <Skeleton height={220} radius="md" /> : null}
        {query.isError && query.data === undefined ? (
          <LoadFailure error={query.error} onRetry={() => void query.refetch()} />
        ) : null}
        {hosts.map((host) => (
          <HostCard key={host.id} host={host} />
        ))}
      </Stack>
    </Page>
  )
}

function AddButton() {
  const { t } = useTranslation('hosts')
  return (
    <AdminOnly>
      <Button component="a" href="#/hosts/new" leftSection={<IconPlus size={16} aria-hidden />}>
        {t('add')}
      </Button>
    </AdminOnly>
  )
}
