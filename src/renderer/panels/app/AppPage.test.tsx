import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { type FakeSlipway, fakeSlipway } from '../../testing/fake-slipway.ts'
import { sampleDeploy, sampleDetail, sampleWorkload } from '../../testing/samples.ts'
import { show } from '../../testing/show.tsx'

afterEach(cleanup)

const current = sampleDeploy({ seq: 2, current: true, reference: 'shop/web:2' })
const web = sampleWorkload({ current, lastDeploy: current })
const open = (fake: FakeSlipway) =>
  show({ client: fakeSlipway({ workloads: () => [web], deploys: [current], ...fake }), at: '/apps/web' })

describe("the app's page", () => {
  it('shows what runs, and how to reach it', async () => {
    open({})
    const running = page.getByRole('region', { name: 'Current version' })
    await expect.element(running).toMatchTextContent(/shop\/web:2.*020202020202/)
    await expect
      .element(running.getByRole('link', { name: '8080 → 80/tcp' }))
      .toHaveAttribute('href', 'http://127.0.0.1:8080')
    await expect.element(running.getByRole('button', { name: 'Copy 020202020202' })).toBeVisible()
  })

  it('says when the next deploy would change the configuration', async () => {
    open({ detail: (deploy) => sampleDetail(deploy, { restart: 'always' }) })
    await expect.element(page.getByText(/configured differently from what runs/)).toBeVisible()
  })

  it('deploys the reference of the app when no other is given', async () => {
    const start = vi.fn()
    open({ start })
    await page.getByRole('button', { name: 'Deploy', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Deploy web' })
    await expect.element(dialog.getByRole('textbox', { name: 'Reference' })).toHaveValue('shop/web:2')
    await dialog.getByRole('button', { name: 'Deploy', exact: true }).click()
    await expect.element(dialog).not.toBeInTheDocument()
    expect(start).toHaveBeenCalledExactlyOnceWith({ id: 'web', whenAway: 'fail' })
  })

  it('deploys another reference once, when it is not to be kept', async () => {
    const start = vi.fn()
    open({ start })
    await page.getByRole('button', { name: 'Deploy', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Deploy web' })
    await dialog.getByRole('textbox', { name: 'Reference' }).fill('shop/web:3')
    await dialog.getByRole('checkbox', { name: "Also make it the app's reference" }).click()
    await dialog.getByRole('button', { name: 'Deploy', exact: true }).click()
    await expect
      .poll(() => start.mock.calls)
      .toEqual([[{ id: 'web', reference: 'shop/web:3', whenAway: 'fail' }]])
  })

  it('asks before deleting, and leaves the containers when told to', async () => {
    const remove = vi.fn()
    open({ remove })
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete web?' })
    await expect.element(dialog).toMatchTextContent('its whole ledger')
    await dialog.getByRole('checkbox', { name: 'Remove its containers too' }).click()
    await dialog.getByRole('button', { name: 'Delete app' }).click()
    await expect.element(page.getByRole('heading', { name: 'Apps' })).toBeVisible()
    expect(remove).toHaveBeenCalledExactlyOnceWith('web', false)
  })

  it('has the focus on its heading when the screen before took the focus with it', async () => {
    show({ client: fakeSlipway({ workloads: () => [web], deploys: [current] }) })
    await page.getByRole('link', { name: 'web', exact: true }).click()
    await expect.element(page.getByRole('heading', { name: 'web', level: 1 })).toHaveFocus()
  })

  it('says that an app is gone', async () => {
    open({ workloads: () => [] })
    await expect.element(page.getByText('This app does not exist')).toBeVisible()
  })
})
