import { Autocomplete } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SshName } from '../../../contract/host.ts'
import { useApi, useIsAdmin } from '../../connection.ts'
import classes from './hosts.module.css'
import type { HostForm } from './use-host-form.ts'

const MOST = 200

/** Where the host is: typed, or picked from the names that the user's SSH settings know. */
export function AddressField({ form, isPicked }: { readonly form: HostForm; readonly isPicked: boolean }) {
  const { t } = useTranslation('hosts')
  const isAdmin = useIsAdmin()
  const sshNames = useQuery(useApi().hosts.sshNames.queryOptions({ enabled: isAdmin })).data ?? []
  const known = sshNames.length === 0 ? null : t('form.address.known', { count: sshNames.length })
  return (
    <Autocomplete
      label={t('form.address.label')}
      description={
        <>
          {t('form.address.help')}
          {known === null ? null : (
            <>
              <br />
              {known}
            </>
          )}
        </>
      }
      data-field="endpoint"
      required
      autoComplete="off"
      spellCheck={false}
      value={form.fields.endpoint}
      error={form.errors.endpoint}
      data={sshNames.map(({ name }) => name)}
      limit={MOST}
      maxDropdownHeight={300}
      openOnFocus={isPicked}
      filter={({ options, search }) =>
        options.filter((option) => 'value' in option && matches(option.value, search, sshNames))
      }
      renderOption={({ option }) => <SshNameOption sshName={findName(option.value, sshNames)} />}
      onChange={(value) => form.set('endpoint', value, sshNames)}
    />
  )
}

function SshNameOption({ sshName }: { readonly sshName: SshName | undefined }) {
  const { t } = useTranslation('hosts')
  if (sshName === undefined) return null
  const { name, hostName, user, port } = sshName
  return (
    <span className={classes['option']}>
      <span>{name}</span>
      <span className={classes['optionTarget']}>
        {t('form.address.target', { user, hostName, port: String(port) })}
      </span>
    </span>
  )
}

function findName(name: string, sshNames: readonly SshName[]): SshName | undefined {
  return sshNames.find((sshName) => sshName.name === name)
}

/** Whether a name, or where it leads, holds what was typed. */
function matches(name: string, search: string, sshNames: readonly SshName[]): boolean {
  const wanted = search.trim().toLowerCase()
  const hostName = findName(name, sshNames)?.hostName ?? ''
  return name.toLowerCase().includes(wanted) || hostName.toLowerCase().includes(wanted)
}
