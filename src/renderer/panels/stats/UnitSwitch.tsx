import { SegmentedControl, Tooltip } from '@mantine/core'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { CpuUnit } from './chart-view.ts'

interface UnitSwitchProps {
  readonly value: CpuUnit
  readonly isHostKnown: boolean
  readonly onChange: (unit: CpuUnit) => void
}

/** What 100 % of CPU is: one core, or all cores of the host. */
export function UnitSwitch({ value, isHostKnown, onChange }: UnitSwitchProps) {
  const { t } = useTranslation('stats')
  const reasonId = useId()
  return (
    <>
      <Tooltip
        label={t('cpuUnit.unknown')}
        disabled={isHostKnown}
        events={{ hover: true, focus: true, touch: true }}
      >
        <SegmentedControl
          size="xs"
          aria-label={t('cpuUnit.label')}
          aria-describedby={isHostKnown ? undefined : reasonId}
          value={isHostKnown ? value : 'core'}
          onChange={onChange}
          data={[
            { value: 'core', label: t('cpuUnit.core') },
            { value: 'host', label: t('cpuUnit.host'), disabled: !isHostKnown },
          ]}
        />
      </Tooltip>
      {isHostKnown ? null : (
        <span id={reasonId} className="visually-hidden">
          {t('cpuUnit.unknown')}
        </span>
      )}
    </>
  )
}
