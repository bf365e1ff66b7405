import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { Failure } from '../../../contract/failure.ts'
import { defaultSettings } from '../../../contract/settings.ts'
import { type FakeSlipway, fakeSlipway } from '../../testing/fake-slipway.ts'
import { offlineHost, sampleDeploy, sampleWorkload } from '../../testing/samples.ts'
import { show } from '../../testing/show.tsx'

afterEach(cleanup)

const running = sampleDeploy({ seq: 2, current: true })
const web = sampleWorkload({ name: 'web', current: running, lastDeploy: running })
const api = sampleWorkload({
  name: 'api',
  state: 'unhealthy',
  lastDeploy: sampleDeploy({ seq: 1, outcome: 'failed' }),
})
const open = (fake: FakeSlipway, locale: 'en' | 'ru' = 'en') =>
  show({ client: fakeSlipway({ settings: { ...defaultSettings, locale }, ...fake }) })
const row = (name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })

describe('the list of apps', () => {
  it('shows state, version and last deploy in words', async () => {
    open({ workloads: () => [web, api] })
    await expect.element(row('web')).toMatchTextContent(/Running.*shop\/web:2.*020202020202.*Succeeded/)
    await expect.element(row('api')).toMatchTextContent(/Unhealthy.*Nothing runs.*Failed/)
    await expect.element(page.getByText('2 apps')).toBeVisible()
  })

  it('speaks Russian', async () => {
    open({ workloads: () => [web] }, 'ru')
    await expect.element(page.getByRole('heading', { name: 'Приложения' })).toBeVisible()
    await expect.element(row('web')).toMatchTextContent(/Работает.*Успешно/)
    await expect.element(page.getByRole('button', { name: 'Развернуть web' })).toBeVisible()
  })

  it('leads from an empty list to the first app', async () => {
    open({})
    await page.getByRole('link', { name: 'Add your first app' }).click()
    await expect.element(page.getByRole('heading', { name: 'Add app' })).toBeVisible()
  })

  it('holds its place while the apps are being read', async () => {
    const answer = Promise.withResolvers<(typeof web)[]>()
    open({ workloads: () => answer.promise })
    await expect.element(page.getByRole('status', { name: 'Loading…' })).toBeVisible()
    answer.resolve([web])
    await expect.element(row('web')).toBeVisible()
  })

  it('says what went wrong, and reads again on request', async () => {
    const list = vi.fn<() => (typeof web)[]>(() => {
      throw new Failure('internal')
    })
    open({ workloads: list })
    await expect.element(page.getByText('Something failed inside Slipway')).toBeVisible()
    list.mockReturnValue([web])
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.element(row('web')).toBeVisible()
  })

  it('finds an app among many', async () => {
    const many = Array.from({ length: 200 }, (_, index) => sampleWorkload({ name: `service-${index + 1}` }))
    open({ workloads: () => many })
    await page.getByRole('searchbox', { name: 'Search apps' }).fill('service-19')
    await expect.element(page.getByText('11 apps found')).toBeVisible()
    await page.getByRole('searchbox', { name: 'Search apps' }).fill('no such')
    await expect.element(page.getByText('No app matches “no such”')).toBeVisible()
  })

  it('keeps the apps in sight without an engine, and says where it was looked for', async () => {
    open({ workloads: () => [{ ...web, state: 'unknown' }], host: offlineHost })
    const note = page.getByRole('alert', { name: "No permission for the engine's socket" })
    await expect.element(note).toMatchTextContent('sudo usermod -aG docker')
    await expect.element(row('web')).toMatchTextContent('Unknown')
    await note.getByRole('button', { name: 'Where it was looked for' }).click()
    await expect
      .element(note.getByRole('table', { name: 'Where an engine was looked for' }))
      .toMatchTextContent(/Environment variable.*unix:\/\/\/tmp\/none\.sock.*Nothing there/)
  })

  it('shows a viewer the controls, disabled, with the reason', async () => {
    show({ client: fakeSlipway({ workloads: () => [web] }), role: 'viewer' })
    const deploy = page.getByRole('button', { name: 'Deploy web' })
    await expect.element(deploy).toBeDisabled()
    await expect.element(deploy).toHaveAccessibleDescription(/Changes need an admin token/)
  })

  it('switches the language at once', async () => {
    open({ workloads: () => [web] })
    await page.getByText('Русский').click()
    await expect.element(page.getByRole('heading', { name: 'Приложения' })).toBeVisible()
    expect(document.documentElement.lang).toBe('ru')
  })
})
