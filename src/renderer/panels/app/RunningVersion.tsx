import { Text } from '@mantine/core'
import { skipToken, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Deploy, DeployDetail } from '../../../contract/deploy.ts'
import type { Workload } from '../../../contract/workload.ts'
import { useApi } from '../../connection.ts'
import { shortDigest } from '../../format.ts'
import { configChanges } from '../../schema-form/config-entries.ts'
import { CopyValue } from '../../ui/CopyValue.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { MinuteTime } from '../../ui/Time.tsx'
import { referenceOf } from '../apps/find-workloads.ts'
import { configOf } from '../deploys/RollbackChanges.tsx'
import { HostPlace } from '../hosts/HostPlace.tsx'
import { LOCAL_HOST } from '../hosts/use-hosts.ts'
import classes from './app.module.css'
import { Ports } from './Ports.tsx'

/** What runs now, since when, where, and how to reach it. */
export function RunningVersion({ workload }: { readonly workload: Workload }) {
  const { t } = useTranslation(['apps', 'deploys'])
  const { current } = workload
  const running = useQuery(
    useApi().deploys.get.queryOptions({
      input: current === null ? skipToken : { id: workload.id, deployId: current.id },
    }),
  )
  if (current === null) {
    return (
      <section className={classes['running']} aria-label={t('detail.version')}>
        <Text fw={600}>{t('detail.nothingRuns')}</Text>
        <Text c="dimmed">{t('detail.nothingRunsHelp')}</Text>
      </section>
    )
  }
  return (
    <section className={classes['running']} aria-label={t('detail.version')}>
      <Facts
        facts={[
          { label: t('detail.version'), value: <strong>{current.reference}</strong> },
          digestFact(current, t('detail.digest'), t('detail.imageId')),
          {
            label: t('detail.since'),
            value: current.finishedAt === null ? null : <MinuteTime at={current.finishedAt} />,
          },
          { label: t('detail.host'), value: <HostPlace hostId={workload.hostId} /> },
          {
            label: t('detail.ports'),
            value: (
              <Ports
                source={running.data?.config?.source ?? workload.source}
                isLocal={workload.hostId === LOCAL_HOST}
              />
            ),
          },
          { label: t('detail.entry'), value: t('deploys:details.entry', { seq: current.seq }) },
        ]}
      />
      {running.data === undefined || !isChanged(workload, running.data) ? null : (
        <Text size="sm" c="dimmed" mt="sm">
          {t('detail.changed')}
        </Text>
      )}
    </section>
  )
}

/** Whether the next deploy would make something else of it than what runs. */
function isChanged(workload: Workload, running: DeployDetail): boolean {
  if (running.config === null) return false
  return (
    running.reference !== referenceOf(workload) ||
    configChanges(null, running.config, configOf(workload)).length > 0
  )
}

function digestFact({ pinned }: Deploy, digestLabel: string, imageLabel: string) {
  const digest = pinned?.digest ?? null
  const value = digest ?? pinned?.imageId ?? null
  return {
    label: digest === null ? imageLabel : digestLabel,
    value: value === null ? null : <CopyValue value={value} shown={shortDigest(value)} />,
  }
}
