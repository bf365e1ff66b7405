import { useTranslation } from 'react-i18next'

const TOKEN = 'token:'

/** Who asked, in words: the ledger holds `local` for the window and `token:<name>` for the API. */
export function useActorText(actor: string): string {
  const { t } = useTranslation('deploys')
  if (actor === 'local') return t('actor.local')
  return actor.startsWith(TOKEN) ? t('actor.token', { name: actor.slice(TOKEN.length) }) : actor
}
