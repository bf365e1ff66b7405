import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Locale } from '../../../contract/settings.ts'
import { useApi, useIsAdmin } from '../../connection.ts'
import { systemLocale } from '../../i18n.ts'
import { putSettings } from '../../live/apply-event.ts'
import { useFailureText } from '../../ui/use-failure-text.ts'

/** Changes the language at once and keeps it; for a viewer it changes in this window alone. */
export function useSwitchLocale(): (locale: Locale | null) => void {
  const { t, i18n } = useTranslation('settings')
  const api = useApi()
  const isAdmin = useIsAdmin()
  const queries = useQueryClient()
  const failureText = useFailureText()
  const save = useMutation(
    api.settings.update.mutationOptions({
      onSuccess: (settings) => putSettings(queries, api, settings),
      onError: (error) =>
        notifications.show({
          color: 'red',
          title: t('saveFailed'),
          message: failureText.ofError(error).remedy,
        }),
    }),
  )
  return (locale) => {
    void i18n.changeLanguage(locale ?? systemLocale())
    if (isAdmin) save.mutate({ locale })
  }
}
