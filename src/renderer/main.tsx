import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './app.css'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { connectByPort } from './client.ts'
import { readNonce, shareNonce } from './csp-nonce.ts'
import { createI18n, systemLocale } from './i18n.ts'
import { SessionGate } from './panels/session/SessionGate.tsx'
import { Surroundings } from './Surroundings.tsx'
import { takeCode } from './session.ts'

const nonce = readNonce()
shareNonce(nonce)
const i18n = createI18n(systemLocale())
const isElectron = new URLSearchParams(window.location.search).get('transport') === 'ipc'
const container = document.getElementById('root')
if (container === null) throw new Error('The page has no element #root.')

createRoot(container).render(
  <Surroundings i18n={i18n} nonce={nonce}>
    {isElectron ? (
      <App client={connectByPort()} userRole="admin" />
    ) : (
      <SessionGate code={takeCode(window.location, window.history)} />
    )}
  </Surroundings>,
)
