import { useEffect } from 'react'
import { useLocale } from './use-locale.ts'

/** Tells the browser, and with it screen readers and hyphenation, which language the page speaks. */
export function DocumentLanguage() {
  const locale = useLocale()
  useEffect(() => {
    document.documentElement.lang = locale
  }, [locale])
  return null
}
