import { Button, NumberInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Settings } from '../../../contract/settings.ts'
import { useIsAdmin } from '../../connection.ts'
import { formatGrouped } from '../../format.ts'
import { useRegion } from '../../ui/use-locale.ts'
import { type NumberSetting, settingLimits } from './setting-limits.ts'
import classes from './settings.module.css'
import { useSaveNumber } from './use-save-number.ts'

interface NumberFieldProps {
  readonly name: NumberSetting
  readonly settings: Settings
  readonly label: string
  readonly help?: string
}

/** A setting that is a number, with its usual value and the way back to it. */
export function NumberField({ name, settings, label, help }: NumberFieldProps) {
  const { t } = useTranslation(['settings', 'shell'])
  const locale = useRegion()
  const isAdmin = useIsAdmin()
  const { min, max, usual } = settingLimits[name]
  const { value, change, commit, reset, isOutside, error, isSaved } = useSaveNumber(name, settings[name])
  const write = (number: number) => formatGrouped(locale, number)
  return (
    <div>
      <NumberInput
        label={label}
        description={isAdmin ? help : t('shell:viewer.reason')}
        value={value}
        onChange={change}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit()
        }}
        min={min}
        max={max}
        // A number on its way to an allowed one may be none yet: the 1 of 15.
        clampBehavior="none"
        allowDecimal={false}
        disabled={!isAdmin}
        error={isOutside ? t('range', { min: write(min), max: write(max) }) : error}
      />
      <div className={classes['below']}>
        <span role="status" className={classes['saved']}>
          {isSaved ? t('saved') : ''}
        </span>
        <span className={classes['usual']}>{t('usual', { value: write(usual) })}</span>
        {isAdmin && value !== usual ? (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-label={t('resetName', { label, value: write(usual) })}
            onClick={reset}
          >
            {t('reset')}
          </Button>
        ) : null}
      </div>
    </div>
  )
}
