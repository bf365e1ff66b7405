import '@mantine/core/styles.layer.css'
import '../../app.css'
import { RPCHandler } from '@orpc/server/fetch'
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createI18n } from '../../i18n.ts'
import { Surroundings } from '../../Surroundings.tsx'
import { fakeRouter } from '../../testing/fake-slipway.ts'
import { sampleWorkload } from '../../testing/samples.ts'
import { SessionGate } from './SessionGate.tsx'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  localStorage.clear()
})

/** A server with one code and one token, each of which opens a session; it can end them, and not answer at all. */
function serve({ isOpen = false, isDown = false } = {}) {
  const handler = new RPCHandler(fakeRouter({ workloads: () => [sampleWorkload()] }))
  const server = { isOpen, isDown, codes: [] as string[] }
  const session = async (request: Request) => {
    if (request.method === 'POST') {
      const asked: { code?: string; token?: string } = await request.json()
      if (asked.code !== undefined) server.codes.push(asked.code)
      server.isOpen = asked.code === 'fresh' || asked.token === 'good'
    }
    return server.isOpen ? Response.json({ role: 'admin' }) : new Response(null, { status: 401 })
  }
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    if (server.isDown) throw new TypeError('The connection is refused.')
    const request = new Request(input, init)
    if (new URL(request.url).pathname === '/session') return session(request)
    if (!server.isOpen) return new Response(null, { status: 401 })
    const { response } = await handler.handle(request, { prefix: '/rpc', context: {} })
    return response ?? new Response(null, { status: 404 })
  })
  return server
}

function open(at: string, code: string | null = null) {
  window.location.hash = at
  render(
    <Surroundings i18n={createI18n('en')} nonce="">
      <SessionGate code={code} />
    </Surroundings>,
  )
}

const cover = page.getByRole('dialog', { name: 'Sign in to Slipway' })
const apps = page.getByRole('heading', { name: 'Apps', exact: true })

it('keeps what was typed when the session ends meanwhile', async () => {
  const server = serve({ isOpen: true })
  open('#/apps/new')
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  await name.fill('shop')
  await page.getByRole('textbox', { name: 'Image reference' }).fill('shop/web:1')
  server.isOpen = false
  await page.getByRole('button', { name: 'Add app' }).click()
  await expect.element(cover).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await userEvent.keyboard('{Escape}')
  await expect.element(cover).toBeVisible()
  await cover.getByLabelText('Access token').fill('good')
  await cover.getByRole('button', { name: 'Sign in' }).click()
  await expect.element(cover).not.toBeInTheDocument()
  await expect.element(name).toHaveValue('shop')
})

it('opens with a one-time link in a tab that shows the page already', async () => {
  const server = serve()
  open('#/apps')
  await expect.element(page.getByRole('heading', { name: 'Sign in to Slipway' })).toBeVisible()
  window.location.hash = '#code=fresh'
  await expect.element(apps).toBeVisible()
  expect(server.codes).toEqual(['fresh'])
  expect(window.location.hash).toBe('#/apps')
})

it('tries an unused code again when the server did not answer', async () => {
  const server = serve({ isDown: true })
  open('#/apps', 'fresh')
  const retry = page.getByRole('button', { name: 'Try again' })
  await expect.element(retry).toBeVisible()
  server.isDown = false
  await retry.click()
  await expect.element(apps).toBeVisible()
  expect(server.codes).toEqual(['fresh'])
})
