import { MantineProvider } from '@mantine/core'
import type { i18n } from 'i18next'
import type { ReactNode } from 'react'
import { I18nextProvider } from 'react-i18next'
import { theme } from './theme.ts'
import { CrashBoundary } from './ui/CrashBoundary.tsx'
import { DocumentLanguage } from './ui/DocumentLanguage.tsx'

interface SurroundingsProps {
  readonly i18n: i18n
  readonly nonce: string
  readonly children: ReactNode
}

/** Language, theme and the last safety net: what a screen needs before there is anything to show on it. */
export function Surroundings({ i18n, nonce, children }: SurroundingsProps) {
  return (
    <I18nextProvider i18n={i18n}>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        <DocumentLanguage />
        <CrashBoundary>{children}</CrashBoundary>
      </MantineProvider>
    </I18nextProvider>
  )
}
