import '@mantine/core/styles.layer.css'
import '../app.css'
import { render } from '@testing-library/react'
import type { Role } from '../../contract/token.ts'
import { App } from '../App.tsx'
import type { SlipwayClient } from '../client.ts'
import { createI18n } from '../i18n.ts'
import { Surroundings } from '../Surroundings.tsx'

interface Showing {
  readonly client: SlipwayClient
  /** Where in the application: `/apps/web`. */
  readonly at?: string
  readonly role?: Role
}

/** Opens the whole application at an address, over a fake Slipway. */
export function show({ client, at = '/apps', role = 'admin' }: Showing) {
  window.location.hash = `#${at}`
  return render(
    <Surroundings i18n={createI18n('en')} nonce="">
      <App client={client} userRole={role} />
    </Surroundings>,
  )
}
