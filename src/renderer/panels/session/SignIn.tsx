import { Button, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../../../contract/token.ts'
import { signIn } from '../../session.ts'
import { Callout } from '../../ui/Callout.tsx'
import classes from './sign-in.module.css'

interface SignInProps {
  /** Whether a one-time link brought the user here in vain. */
  readonly isCodeRefused: boolean
  readonly onOpen: (role: Role) => void
}

type Refusal = 'tokenFailed' | 'tooManyAttempts' | 'unreachable'

export function SignIn({ isCodeRefused, onOpen }: SignInProps) {
  const { t } = useTranslation('shell')
  const [token, setToken] = useState('')
  const [isPending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setPending(true)
    try {
      const answer = await signIn(token.trim())
      if (answer === 'wrong') setRefusal('tokenFailed')
      else if (answer === 'too_many') setRefusal('tooManyAttempts')
      else onOpen(answer)
    } catch {
      setRefusal('unreachable')
    } finally {
      setPending(false)
    }
  }

  return (
    <main className={classes['screen']}>
      <form className={classes['card']} onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <Title order={1}>{t('session.title')}</Title>
          <Text c="dimmed">{t('session.intro')}</Text>
          {isCodeRefused ? <Callout tone="warn">{t('session.codeFailed')}</Callout> : null}
          <PasswordInput
            label={t('session.token')}
            value={token}
            onChange={(event) => {
              setToken(event.currentTarget.value)
              setRefusal(null)
            }}
            error={refusal === null ? null : t(`session.${refusal}`)}
            autoComplete="off"
            autoFocus
            required
            withAsterisk={false}
          />
          <Button type="submit" loading={isPending} fullWidth>
            {t('session.submit')}
          </Button>
        </Stack>
      </form>
    </main>
  )
}
