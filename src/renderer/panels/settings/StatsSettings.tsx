import { Checkbox, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../contract/settings.ts'
import { useApi, useIsAdmin } from '../../connection.ts'
import { putSettings } from '../../live/apply-event.ts'
import { useFailureText } from '../../ui/use-failure-text.ts'
import { NumberField } from './NumberField.tsx'
import classes from './settings.module.css'

/** How often apps are sampled, and how long the numbers are kept. */
export function StatsSettings({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('settings')
  const titleId = useId()
  const field = (
    name: 'statsRawHours' | 'statsMinuteDays' | 'statsTenMinuteDays' | 'statsHourDays',
    label: string,
  ) => <NumberField name={name} settings={settings} label={label} />
  return (
    <section aria-labelledby={titleId}>
      <Stack gap="md">
        <Title order={2} id={titleId}>
          {t('stats.title')}
        </Title>
        <NumberField
          name="statsIntervalSeconds"
          settings={settings}
          label={t('stats.interval.label')}
          help={t('stats.interval.help')}
        />
        <StretchSetting isStretched={settings.statsStretch} />
        <div>
          <Text fw={550} size="sm">
            {t('stats.keep.title')}
          </Text>
          <Text size="xs" c="dimmed">
            {t('stats.keep.help')}
          </Text>
        </div>
        <div className={classes['levels']}>
          {field('statsRawHours', t('stats.keep.raw'))}
          {field('statsMinuteDays', t('stats.keep.minute'))}
          {field('statsTenMinuteDays', t('stats.keep.tenMinutes'))}
          {field('statsHourDays', t('stats.keep.hour'))}
        </div>
      </Stack>
    </section>
  )
}

function StretchSetting({ isStretched }: { readonly isStretched: boolean }) {
  const { t } = useTranslation(['settings', 'shell'])
  const api = useApi()
  const isAdmin = useIsAdmin()
  const queries = useQueryClient()
  const failureText = useFailureText()
  const save = useMutation(
    api.settings.update.mutationOptions({
      onSuccess: (settings) => putSettings(queries, api, settings),
      scope: { id: 'statsStretch' },
    }),
  )
  return (
    <Checkbox
      label={t('stats.stretch.label')}
      description={isAdmin ? t('stats.stretch.help') : t('shell:viewer.reason')}
      // At once as it was clicked, while it is being saved.
      checked={save.isPending ? (save.variables.statsStretch ?? isStretched) : isStretched}
      onChange={(event) => save.mutate({ statsStretch: event.currentTarget.checked })}
      disabled={!isAdmin}
      error={save.isError ? failureText.ofError(save.error).title : null}
    />
  )
}
