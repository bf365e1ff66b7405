import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { HostOption } from '../hosts/HostOption.tsx'
import { useHostFilter } from '../hosts/host-filter.tsx'
import { useNameOfHost } from '../hosts/use-host-name.ts'
import { useHosts } from '../hosts/use-hosts.ts'
import classes from './shell.module.css'

const ALL = 'all'

/** Whose apps are listed: those of all hosts, or of one. With one host there is nothing to choose. */
export function HostSwitcher() {
  const { t } = useTranslation('shell')
  const hosts = useHosts()
  const nameOf = useNameOfHost()
  const { hostId, choose } = useHostFilter()
  const [, navigate] = useLocation()
  if (hosts.length < 2) return null
  return (
    <Select
      className={classes['switcher']}
      size="xs"
      label={t('switcher.label')}
      value={hostId ?? ALL}
      onChange={(value) => {
        choose(value === ALL ? null : value)
        navigate('/apps')
      }}
      data={[
        { value: ALL, label: t('switcher.all') },
        ...hosts.map((host) => ({ value: host.id, label: nameOf(host) })),
      ]}
      renderOption={({ option }) => (
        <HostOption label={option.label} host={hosts.find(({ id }) => id === option.value)} />
      )}
      maxDropdownHeight={360}
    />
  )
}
