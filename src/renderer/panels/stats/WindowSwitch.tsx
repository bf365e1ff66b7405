import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type WindowName, windowNames } from './windows.ts'

interface WindowSwitchProps {
  readonly value: WindowName
  readonly onChange: (window: WindowName) => void
}

export function WindowSwitch({ value, onChange }: WindowSwitchProps) {
  const { t } = useTranslation('stats')
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('window.label')}
      value={value}
      onChange={onChange}
      data={windowNames.map((name) => ({ value: name, label: t(`windowShort.${name}`) }))}
    />
  )
}
