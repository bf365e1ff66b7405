import { Skeleton, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Deploy } from '../../../contract/deploy.ts'
import type { Workload } from '../../../contract/workload.ts'
import { useApi } from '../../connection.ts'
import { Facts } from '../../ui/Facts.tsx'
import { FailureNote, LoadFailure } from '../../ui/Notes.tsx'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { useHostName } from '../hosts/use-host-name.ts'
import { ConfigFacts } from './ConfigFacts.tsx'
import { useEntryFacts } from './use-entry-facts.tsx'

interface EntryDetailsProps {
  readonly deploy: Deploy
  readonly deploys: readonly Deploy[]
  readonly workload: Workload
}

/** Everything that the ledger holds about one deploy. */
export function EntryDetails({ deploy, deploys, workload }: EntryDetailsProps) {
  const { t } = useTranslation('deploys')
  const detail = useQuery(
    useApi().deploys.get.queryOptions({ input: { id: workload.id, deployId: deploy.id } }),
  )
  const hostName = useHostName(deploy.hostId)
  const facts = useEntryFacts(deploy, deploys, hostName)
  const failureText = useFailureText()
  return (
    <section aria-label={t('details.title', { seq: deploy.seq })}>
      <Stack gap="md">
        {deploy.errorCode === null ? null : (
          <FailureNote text={failureText.ofCode(deploy.errorCode)} isQuiet />
        )}
        {deploy.outcome === 'rolled_back' ? <Text size="sm">{t('outcomeHelp.rolled_back')}</Text> : null}
        <Facts facts={facts} isDense />
        <Title order={3}>{t('details.config')}</Title>
        {detail.isPending ? <Skeleton height={60} /> : null}
        {detail.isError && detail.data === undefined ? (
          <LoadFailure error={detail.error} onRetry={() => void detail.refetch()} />
        ) : null}
        {detail.data === undefined ? null : detail.data.config === null ? (
          <Text size="sm" c="dimmed">
            {t('details.noConfig')}
          </Text>
        ) : (
          <ConfigFacts kind={deploy.sourceKind} config={detail.data.config} />
        )}
      </Stack>
    </section>
  )
}
