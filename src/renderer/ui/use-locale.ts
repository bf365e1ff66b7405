import { useTranslation } from 'react-i18next'
import type { Locale } from '../../contract/settings.ts'
import { regionOf } from '../i18n.ts'

/** The language on the screen; whoever uses it is drawn again when it changes. */
export function useLocale(): Locale {
  const { i18n } = useTranslation()
  return i18n.language === 'ru' ? 'ru' : 'en'
}

/** By which numbers and dates are formatted. */
export function useRegion(): string {
  return regionOf(useLocale())
}
