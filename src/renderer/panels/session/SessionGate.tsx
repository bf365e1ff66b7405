import { Button } from '@mantine/core'
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { App } from '../../App.tsx'
import { connectByHttp } from '../../client.ts'
import { readSessionKey, restoreSession, type Session } from '../../session.ts'
import { EmptyNote } from '../../ui/Notes.tsx'
import { SignIn } from './SignIn.tsx'

/** In the browser: nothing is shown before the server knows who looks. */
export function SessionGate({ code }: { readonly code: string | null }) {
  const { t } = useTranslation('shell')
  const [session, setSession] = useState<Session>({ state: 'checking' })

  const restore = useCallback(async (withCode: string | null) => {
    setSession({ state: 'checking' })
    setSession(await restoreSession(withCode))
  }, [])
  useEffect(() => void restore(code), [restore, code])

  const client = useMemo(
    () =>
      connectByHttp({
        sessionKey: readSessionKey,
        onSignedOut: () => setSession({ state: 'closed', refused: null }),
      }),
    [],
  )

  switch (session.state) {
    case 'checking':
      return null
    case 'open':
      return <App client={client} userRole={session.role} />
    case 'closed':
      return (
        <SignIn
          isCodeRefused={session.refused === 'code'}
          onOpen={(role) => setSession({ state: 'open', role })}
        />
      )
    case 'unreachable':
      return (
        <EmptyNote
          icon={IconPlugConnectedX}
          title={t('session.unreachable')}
          text={t('session.unreachableHelp')}
          action={
            <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => void restore(null)}>
              {t('actions.retry')}
            </Button>
          }
        />
      )
  }
}
