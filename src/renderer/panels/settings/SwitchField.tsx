import { Checkbox } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../contract/settings.ts'
import { useApi, useIsAdmin } from '../../connection.ts'
import { putSettings } from '../../live/apply-event.ts'
import { useFailureText } from '../../ui/use-failure-text.ts'

interface SwitchFieldProps {
  readonly name: 'statsStretch' | 'vaultEnabled'
  readonly settings: Settings
  readonly label: string
  readonly help: string
}

/** A setting that is on or off, saved as it is clicked. */
export function SwitchField({ name, settings, label, help }: SwitchFieldProps) {
  const { t } = useTranslation('shell')
  const api = useApi()
  const isAdmin = useIsAdmin()
  const queries = useQueryClient()
  const failureText = useFailureText()
  const save = useMutation(
    api.settings.update.mutationOptions({
      onSuccess: (saved) => putSettings(queries, api, saved),
      scope: { id: name },
    }),
  )
  return (
    <Checkbox
      label={label}
      description={isAdmin ? help : t('viewer.reason')}
      // At once as it was clicked, while it is being saved.
      checked={save.isPending ? (save.variables[name] ?? settings[name]) : settings[name]}
      onChange={(event) => save.mutate({ [name]: event.currentTarget.checked })}
      disabled={!isAdmin}
      error={save.isError ? failureText.ofError(save.error).title : null}
    />
  )
}
