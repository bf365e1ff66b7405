import { useTranslation } from 'react-i18next'
import { Swatch } from './Swatch.tsx'
import classes from './stats.module.css'

/** Which line of a breakdown is whose. */
export function Legend({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation('stats')
  if (names.length === 0) return null
  return (
    <ul className={classes['legend']} aria-label={t('legend')}>
      {names.map((name, index) => (
        <li key={name}>
          <Swatch index={index} />
          {name}
        </li>
      ))}
    </ul>
  )
}
