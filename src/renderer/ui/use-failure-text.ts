import { useTranslation } from 'react-i18next'
import { type FailureKey, failureKey } from '../failure.ts'

export interface FailureText {
  readonly title: string
  readonly remedy: string
}

/** Words for a failure, by its code. */
export function useFailureText(): {
  readonly ofError: (error: unknown) => FailureText
  readonly ofCode: (code: FailureKey) => FailureText
} {
  const { t, i18n } = useTranslation('errors')
  const ofCode = (code: FailureKey) => ({ title: t(`${code}.title`), remedy: t(`${code}.remedy`) })
  const isKnown = (code: string): code is FailureKey => i18n.exists(`${code}.title`, { ns: 'errors' })
  return { ofCode, ofError: (error) => ofCode(failureKey(error, isKnown)) }
}
