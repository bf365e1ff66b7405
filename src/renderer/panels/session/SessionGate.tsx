import { Button } from '@mantine/core'
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../../contract/token.ts'
import { App } from '../../App.tsx'
import { connectByHttp } from '../../client.ts'
import { followCodes, readSessionKey, restoreSession, type Session } from '../../session.ts'
import { EmptyNote } from '../../ui/Notes.tsx'
import { Cover } from './Cover.tsx'
import { SignIn } from './SignIn.tsx'

/** In the browser: nothing is shown before the server knows who looks.
 *  Once it was shown it stays, below the sign-in if need be, with all that was typed in it. */
export function SessionGate({ code }: { readonly code: string | null }) {
  const [session, setSession] = useState<Session>({ state: 'checking' })
  const [role, setRole] = useState<Role | null>(null)
  // Kept until the server has answered: a code that never reached it is still good.
  const unused = useRef<string | null>(null)

  const settle = useCallback((next: Session) => {
    setSession(next)
    if (next.state === 'open') setRole(next.role)
    if (next.state !== 'unreachable') unused.current = null
  }, [])
  const restore = useCallback(
    async (withCode: string | null) => {
      unused.current = withCode
      settle(await restoreSession(withCode))
    },
    [settle],
  )
  useEffect(() => void restore(code), [restore, code])
  useEffect(() => followCodes(window, (opened) => void restore(opened)), [restore])

  const client = useMemo(
    () =>
      connectByHttp({
        sessionKey: readSessionKey,
        onSignedOut: () =>
          setSession((known) => (known.state === 'closed' ? known : { state: 'closed', refused: null })),
      }),
    [],
  )

  const front =
    session.state === 'closed' ? (
      <SignIn
        isCodeRefused={session.refused === 'code'}
        onOpen={(opened) => settle({ state: 'open', role: opened })}
      />
    ) : session.state === 'unreachable' ? (
      <Unreachable onRetry={() => void restore(unused.current)} />
    ) : null
  if (role === null) return front
  return (
    <>
      <App client={client} userRole={role} />
      {front === null ? null : <Cover>{front}</Cover>}
    </>
  )
}

function Unreachable({ onRetry }: { readonly onRetry: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <EmptyNote
      icon={IconPlugConnectedX}
      title={t('session.unreachable')}
      text={t('session.unreachableHelp')}
      action={
        <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
          {t('actions.retry')}
        </Button>
      }
    />
  )
}
