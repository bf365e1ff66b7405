import { protocol, session } from 'electron'
import type { Page } from '../api/page.ts'
import { pageOrigin } from './window.ts'

/** Must be called before Electron is ready. */
export function registerPageScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'slipway', privileges }])
}

/** Serves the page as `slipway://app/…`, with the same policy as over HTTP; it may ask for no permission. */
export function servePage(page: Page): void {
  protocol.handle('slipway', ({ url }) => {
    const { pathname } = new URL(url)
    const answer = url.startsWith(`${pageOrigin}/`) ? page.answer(pathname) : null
    if (answer === null) return new Response(null, { status: 404 })
    const body = typeof answer.body === 'string' ? answer.body : new Uint8Array(answer.body)
    return new Response(body, { status: answer.status, headers: answer.headers })
  })
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
}
