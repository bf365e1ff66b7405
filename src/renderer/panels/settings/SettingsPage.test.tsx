import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { defaultSettings } from '../../../contract/settings.ts'
import { fakeSlipway } from '../../testing/fake-slipway.ts'
import { show } from '../../testing/show.tsx'

afterEach(cleanup)

const interval = page.getByRole('textbox', { name: 'Time between two samples, in seconds' })

function open(settings = defaultSettings, role: 'admin' | 'viewer' = 'admin') {
  const client = fakeSlipway({ settings })
  show({ client, at: '/settings', role })
  return { saved: async () => await client.settings.get() }
}

describe('the settings', () => {
  it('keeps a number once it is typed', async () => {
    const { saved } = open()
    await userEvent.fill(interval, '30')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('Saved')).toBeVisible()
    expect((await saved()).statsIntervalSeconds).toBe(30)
  })

  it('says what a number may be, and keeps the one before until it is', async () => {
    const { saved } = open()
    await userEvent.fill(interval, '4')
    await userEvent.keyboard('{Enter}')
    await expect.element(interval).toHaveAccessibleDescription(/From 5 to 300\./)
    await expect.element(interval).toBeInvalid()
    expect((await saved()).statsIntervalSeconds).toBe(15)
    await userEvent.fill(interval, '300')
    await userEvent.keyboard('{Enter}')
    await expect.element(interval).toBeValid()
    await expect.poll(async () => (await saved()).statsIntervalSeconds).toBe(300)
  })

  it('takes nothing away from a number that cannot be', async () => {
    const { saved } = open()
    await userEvent.fill(interval, '-30')
    await userEvent.keyboard('{Enter}')
    await expect.element(interval).toHaveAccessibleDescription(/From 5 to 300\./)
    await expect.element(interval).toHaveValue('-30')
    expect((await saved()).statsIntervalSeconds).toBe(15)
  })

  it('shows what is usual, and goes back to it', async () => {
    const { saved } = open({ ...defaultSettings, statsHourDays: 1_000 })
    const reset = page.getByRole('button', { name: 'By the hour, in days: reset to 400' })
    await reset.click()
    await expect.poll(async () => (await saved()).statsHourDays).toBe(400)
    await expect.element(reset).not.toBeInTheDocument()
  })

  it('lets hosts be sampled as often when nobody looks', async () => {
    const { saved } = open()
    const stretch = page.getByRole('checkbox', { name: 'Sample once a minute while nobody looks' })
    await expect.element(stretch).toBeChecked()
    await stretch.click()
    await expect.element(stretch).not.toBeChecked()
    await expect.poll(async () => (await saved()).statsStretch).toBe(false)
  })

  it('shows a viewer every number, and the reason why none can be changed', async () => {
    open(defaultSettings, 'viewer')
    await expect.element(interval).toBeDisabled()
    await expect.element(interval).toHaveAccessibleDescription(/Changes need an admin token/)
  })
})
