import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Router } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import type { Role } from '../contract/token.ts'
import { createApi, type SlipwayClient } from './client.ts'
import { ConnectionContext } from './connection.ts'
import { LiveUpdates } from './live/LiveUpdates.tsx'
import { useOutcomeToasts } from './panels/deploys/use-outcome-toasts.ts'
import { Screens } from './panels/shell/Screens.tsx'
import { Shell } from './panels/shell/Shell.tsx'
import { useSavedLocale } from './panels/shell/use-saved-locale.ts'
import { createQueries } from './queries.ts'

interface AppProps {
  readonly client: SlipwayClient
  readonly userRole: Role
}

/** The application on an open connection. */
export function App({ client, userRole }: AppProps) {
  const [queries] = useState(createQueries)
  const connection = useMemo(() => ({ api: createApi(client), role: userRole }), [client, userRole])
  return (
    <QueryClientProvider client={queries}>
      <ConnectionContext value={connection}>
        <Router hook={useHashLocation}>
          <Live client={client} />
        </Router>
      </ConnectionContext>
    </QueryClientProvider>
  )
}

function Live({ client }: { readonly client: SlipwayClient }) {
  const announce = useOutcomeToasts()
  const isLocaleKnown = useSavedLocale()
  return (
    <LiveUpdates client={client} onEvent={announce}>
      <Notifications position="bottom-right" limit={4} containerWidth={380} />
      {isLocaleKnown ? (
        <Shell>
          <Screens />
        </Shell>
      ) : null}
    </LiveUpdates>
  )
}
