import { Button, Code, Stack, Text, Title } from '@mantine/core'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface CrashBoundaryProps {
  readonly children: ReactNode
}
interface CrashBoundaryState {
  readonly error: Error | null
}

/** Keeps a failure of one screen from emptying the window, and says what happened. */
export class CrashBoundary extends Component<CrashBoundaryProps, CrashBoundaryState> {
  override state: CrashBoundaryState = { error: null }

  static getDerivedStateFromError(error: unknown): CrashBoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render() {
    return this.state.error === null ? this.props.children : <CrashNote error={this.state.error} />
  }
}

function CrashNote({ error }: { readonly error: Error }) {
  const { t } = useTranslation('shell')
  return (
    <Stack p="xl" maw={640} gap="md" role="alert">
      <Title order={1}>{t('crash.title')}</Title>
      <Text>{t('crash.text')}</Text>
      <Code block>{error.message}</Code>
      <Button w="fit-content" onClick={() => window.location.reload()}>
        {t('crash.reload')}
      </Button>
    </Stack>
  )
}
