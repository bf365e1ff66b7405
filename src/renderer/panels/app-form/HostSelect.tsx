import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { HostOption } from '../hosts/HostOption.tsx'
import { useNameOfHost } from '../hosts/use-host-name.ts'
import { LOCAL_HOST, useHosts } from '../hosts/use-hosts.ts'

interface HostSelectProps {
  readonly value: string
  readonly onChange: (hostId: string) => void
}

/** Which host runs the app; with only this computer there is nothing to choose. */
export function HostSelect({ value, onChange }: HostSelectProps) {
  const { t } = useTranslation('apps')
  const hosts = useHosts()
  const nameOf = useNameOfHost()
  if (hosts.length < 2) return null
  return (
    <Select
      label={t('form.host')}
      value={value}
      onChange={(hostId) => onChange(hostId ?? LOCAL_HOST)}
      data={hosts.map((host) => ({ value: host.id, label: nameOf(host) }))}
      renderOption={({ option }) => (
        <HostOption label={option.label} host={hosts.find(({ id }) => id === option.value)} />
      )}
    />
  )
}
