import { Select, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../contract/settings.ts'
import { useApi, useIsAdmin } from '../../connection.ts'
import { systemLocale } from '../../i18n.ts'
import { locales } from '../../locales.ts'
import { LoadFailure } from '../../ui/Notes.tsx'
import { Page } from '../../ui/Page.tsx'
import { useLocale } from '../../ui/use-locale.ts'
import { useSwitchLocale } from '../shell/use-switch-locale.ts'
import { NumberField } from './NumberField.tsx'
import { StatsSettings } from './StatsSettings.tsx'
import { VaultSettings } from './VaultSettings.tsx'

const SYSTEM = 'system'

export function SettingsPage() {
  const { t } = useTranslation('settings')
  const settings = useQuery(useApi().settings.get.queryOptions())
  return (
    <Page title={t('title')}>
      {settings.isPending ? <Skeleton height={140} maw={480} /> : null}
      {settings.data === undefined && settings.isError ? (
        <LoadFailure error={settings.error} onRetry={() => void settings.refetch()} />
      ) : null}
      {settings.data === undefined ? null : (
        <Stack gap="xl" maw={480}>
          <LanguageSetting settings={settings.data} />
          <DeployLimitSetting settings={settings.data} />
          <StatsSettings settings={settings.data} />
          <VaultSettings settings={settings.data} />
        </Stack>
      )}
    </Page>
  )
}

function LanguageSetting({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation(['settings', 'shell'])
  const isAdmin = useIsAdmin()
  const locale = useLocale()
  const switchLocale = useSwitchLocale()
  const system = t(`shell:language.${systemLocale()}`)
  const saved = settings.locale ?? SYSTEM
  return (
    <Select
      label={t('language.label')}
      description={t('language.help')}
      // What a viewer chooses is not saved: it holds in this window.
      value={isAdmin ? saved : locale}
      onChange={(value) => switchLocale(locales.find((known) => known === value) ?? null)}
      data={[
        { value: SYSTEM, label: t('language.system', { language: system }) },
        ...locales.map((value) => ({ value, label: t(`shell:language.${value}`) })),
      ]}
    />
  )
}

function DeployLimitSetting({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('settings')
  return (
    <NumberField
      name="maxDeploysPerHost"
      settings={settings}
      label={t('maxDeploysPerHost.label')}
      help={t('maxDeploysPerHost.help')}
    />
  )
}
