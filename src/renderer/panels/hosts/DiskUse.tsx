import { Button, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconEraser, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Host, HostDisk } from '../../../contract/host.ts'
import { useApi } from '../../connection.ts'
import { hasCode } from '../../failure.ts'
import { formatNumber } from '../../format.ts'
import { LoadFailure } from '../../ui/Notes.tsx'
import { useRegion } from '../../ui/use-locale.ts'
import { useSizeText } from '../../ui/use-size-text.ts'
import { AdminOnly } from '../../ui/WithReason.tsx'
import classes from './hosts.module.css'
import { PruneDialog } from './PruneDialog.tsx'
import { useNameOfHost } from './use-host-name.ts'
import { isAway } from './use-hosts.ts'

/** What takes the host's disk, as its engine says now. */
export function DiskUse({ host }: { readonly host: Host }) {
  const { t } = useTranslation('hosts')
  const disk = useQuery(
    useApi().hosts.disk.queryOptions({
      input: { id: host.id },
      enabled: !isAway(host),
      // It changes with no word to us.
      refetchOnMount: 'always',
    }),
  )
  if (isAway(host) || (disk.isError && hasCode(disk.error, 'host_unavailable'))) {
    return <Text c="dimmed">{t('disk.away')}</Text>
  }
  if (disk.data === undefined) {
    return disk.isError ? (
      <LoadFailure error={disk.error} onRetry={() => void disk.refetch()} />
    ) : (
      <Skeleton height={150} />
    )
  }
  return (
    <DiskTable
      host={host}
      disk={disk.data}
      isMeasuring={disk.isFetching}
      onMeasure={() => void disk.refetch()}
    />
  )
}

const parts = ['images', 'containers', 'volumes', 'buildCache'] as const

interface DiskTableProps {
  readonly host: Host
  readonly disk: HostDisk
  readonly isMeasuring: boolean
  readonly onMeasure: () => void
}

function DiskTable({ host, disk, isMeasuring, onMeasure }: DiskTableProps) {
  const { t } = useTranslation('hosts')
  const name = useNameOfHost()(host)
  const locale = useRegion()
  const sizeText = useSizeText()
  const [isPruning, setPruning] = useState(false)
  const largest = Math.max(1, ...parts.map((part) => disk[part].bytes))
  return (
    <Stack gap="sm">
      <table className={classes['disk']} aria-label={t('disk.table', { name })}>
        <thead>
          <tr>
            <th scope="col">{t('disk.part')}</th>
            <th scope="col">{t('disk.count')}</th>
            <th scope="col">{t('disk.size')}</th>
            <th scope="col">{t('disk.reclaimable')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => {
            const { count, bytes, reclaimableBytes } = disk[part]
            return (
              <tr key={part}>
                <th scope="row">{t(`disk.${part}`)}</th>
                <td>{formatNumber(locale, count)}</td>
                <td>{sizeText(bytes)}</td>
                <td>{sizeText(reclaimableBytes)}</td>
                <td aria-hidden>
                  <Share bytes={bytes} reclaimableBytes={reclaimableBytes} largest={largest} />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {disk.keptImages.count === 0 ? null : (
        <Text size="sm" c="dimmed">
          {t('disk.kept', { count: disk.keptImages.count })}
        </Text>
      )}
      <Group gap="xs">
        <AdminOnly>
          <Button
            variant="default"
            leftSection={<IconEraser size={16} aria-hidden />}
            onClick={() => setPruning(true)}
          >
            {t('prune.open')}
          </Button>
        </AdminOnly>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={isMeasuring}
          onClick={onMeasure}
        >
          {t('disk.refresh')}
        </Button>
      </Group>
      <PruneDialog host={host} disk={disk} isOpen={isPruning} onClose={() => setPruning(false)} />
    </Stack>
  )
}

interface ShareProps {
  readonly bytes: number
  readonly reclaimableBytes: number
  readonly largest: number
}

/** The sizes of the table for the eye: what stays, and behind it what can be freed. */
function Share({ bytes, reclaimableBytes, largest }: ShareProps) {
  const percentOf = (part: number) => `${(part / largest) * 100}%`
  const freed = Math.min(bytes, reclaimableBytes)
  return (
    <span className={classes['share']}>
      <span className={classes['shareKept']} style={{ width: percentOf(bytes - freed) }} />
      <span className={classes['shareFree']} style={{ width: percentOf(freed) }} />
    </span>
  )
}
