import { Stack, Text, Title } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../contract/settings.ts'
import { NumberField } from './NumberField.tsx'
import { SwitchField } from './SwitchField.tsx'

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
        <SwitchField
          name="vaultEnabled"
          settings={settings}
          label={t('vault.enabled.label')}
          help={t('vault.enabled.help')}
        />
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
