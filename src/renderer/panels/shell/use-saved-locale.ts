import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../connection.ts'
import { systemLocale } from '../../i18n.ts'

/** Speaks the language of the settings, whichever window changed it.
 *  False until they are read: the first word on the screen is in the right language. */
export function useSavedLocale(): boolean {
  const { i18n } = useTranslation()
  const settings = useQuery(useApi().settings.get.queryOptions())
  const saved = settings.data?.locale
  useEffect(() => {
    if (saved !== undefined) void i18n.changeLanguage(saved ?? systemLocale())
  }, [i18n, saved])
  return !settings.isPending
}
