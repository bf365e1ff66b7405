import { Skeleton, Table, Text } from '@mantine/core'
import { skipToken, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Deploy, DeployConfig } from '../../../contract/deploy.ts'
import type { Workload } from '../../../contract/workload.ts'
import { useApi } from '../../connection.ts'
import { configChanges } from '../../schema-form/config-entries.ts'
import classes from './rollback.module.css'
import { useConfigText, useSourceField } from './use-config-text.ts'

/** Whose configuration the rolled back image gets: its own of then, or the app's of now. */
export type RollbackMode = 'then' | 'now'

interface RollbackChangesProps {
  readonly workload: Workload
  readonly target: Deploy
  readonly mode: RollbackMode
}

/** The fields in which what runs now and what would run differ. */
export function RollbackChanges({ workload, target, mode }: RollbackChangesProps) {
  const { t } = useTranslation('deploys')
  const current = useConfigOf(workload.id, workload.current?.id ?? null)
  const then = useConfigOf(workload.id, target.id)
  const schema = useSourceField(workload.sourceKind)
  const text = useConfigText(workload.sourceKind)
  if (current.isPending || then.isPending) return <Skeleton height={48} />

  const after = mode === 'then' ? then.config : configOf(workload)
  const changes =
    current.config === null || after === null ? null : configChanges(schema, current.config, after)
  return (
    <div role="status" className={classes['changes']}>
      <Text size="sm" c="dimmed">
        {t('rollback.changes')}
      </Text>
      {changes === null ? <Text size="sm">{t('rollback.noConfig')}</Text> : null}
      {changes?.length === 0 ? <Text size="sm">{t('rollback.noChanges')}</Text> : null}
      {changes === null || changes.length === 0 ? null : (
        <Table className={classes['diff']} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('rollback.field')}</Table.Th>
              <Table.Th>{t('rollback.before')}</Table.Th>
              <Table.Th>{t('rollback.after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map(({ entry, before, after }) => (
              <Table.Tr key={entry.path}>
                <Table.Th scope="row">{text.label(entry)}</Table.Th>
                <Table.Td>{text.value(entry, before)}</Table.Td>
                <Table.Td className={classes['after']}>{text.value(entry, after)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  )
}

function useConfigOf(workloadId: string, deployId: string | null) {
  const detail = useQuery(
    useApi().deploys.get.queryOptions({
      input: deployId === null ? skipToken : { id: workloadId, deployId },
    }),
  )
  return { isPending: deployId !== null && detail.isPending, config: detail.data?.config ?? null }
}

/** What a deploy of now would be made of. */
export function configOf({ source, gate, stopTimeoutMs }: Workload): DeployConfig {
  return { source, gate, stopTimeoutMs }
}
