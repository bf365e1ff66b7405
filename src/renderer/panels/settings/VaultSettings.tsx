import { Checkbox, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../contract/settings.ts'
import { useApi, useIsAdmin } from '../../connection.ts'
import { putSettings } from '../../live/apply-event.ts'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { NumberField } from './NumberField.tsx'

/** Whether copies of images are kept on this computer, and how much of its disk they may take. */
export function VaultSettings({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('settings')
  const titleId = useId()
  return (
    <section aria-labelledby={titleId}>
      <Stack gap="md">
        <div>
          <Title order={2} id={titleId}>
            {t('vault.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('vault.text')}
          </Text>
        </div>
        <VaultSwitch isOn={settings.vaultEnabled} />
        <NumberField
          name="vaultLimitGib"
          settings={settings}
          label={t('vault.limit.label')}
          help={t('vault.limit.help')}
        />
      </Stack>
    </section>
  )
}

function VaultSwitch({ isOn }: { readonly isOn: boolean }) {
  const { t } = useTranslation(['settings', 'shell'])
  const api = useApi()
  const isAdmin = useIsAdmin()
  const queries = useQueryClient()
  const failureText = useFailureText()
  const save = useMutation(
    api.settings.update.mutationOptions({
      onSuccess: (settings) => putSettings(queries, api, settings),
      scope: { id: 'vaultEnabled' },
    }),
  )
  return (
    <Checkbox
      label={t('vault.enabled.label')}
      description={isAdmin ? t('vault.enabled.help') : t('shell:viewer.reason')}
      // At once as it was clicked, while it is being saved.
      checked={save.isPending ? (save.variables.vaultEnabled ?? isOn) : isOn}
      onChange={(event) => save.mutate({ vaultEnabled: event.currentTarget.checked })}
      disabled={!isAdmin}
      error={save.isError ? failureText.ofError(save.error).title : null}
    />
  )
}
