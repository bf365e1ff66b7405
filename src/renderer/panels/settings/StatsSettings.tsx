import { Stack, Text, Title } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../contract/settings.ts'
import { NumberField } from './NumberField.tsx'
import { SwitchField } from './SwitchField.tsx'
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
        <SwitchField
          name="statsStretch"
          settings={settings}
          label={t('stats.stretch.label')}
          help={t('stats.stretch.help')}
        />
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
