import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../connection.ts'
import { LOCAL_HOST } from '../hosts/use-hosts.ts'

interface HostSelectProps {
  readonly value: string
  readonly onChange: (hostId: string) => void
}

/** Which host runs the app; with only this computer there is nothing to choose. */
export function HostSelect({ value, onChange }: HostSelectProps) {
  const { t } = useTranslation(['apps', 'hosts'])
  const hosts = useQuery(useApi().hosts.list.queryOptions())
  if (hosts.data === undefined || hosts.data.length < 2) return null
  return (
    <Select
      label={t('form.host')}
      value={value}
      onChange={(hostId) => onChange(hostId ?? LOCAL_HOST)}
      data={hosts.data.map(({ id, name }) => ({
        value: id,
        label: id === LOCAL_HOST ? t('hosts:local') : name,
      }))}
    />
  )
}
