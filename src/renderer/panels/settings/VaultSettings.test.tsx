import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { defaultSettings } from '../../../contract/settings.ts'
import { fakeSlipway } from '../../testing/fake-slipway.ts'
import { show } from '../../testing/show.tsx'

afterEach(cleanup)

function open(settings = defaultSettings) {
  const client = fakeSlipway({ settings })
  show({ client, at: '/settings' })
  return { saved: async () => await client.settings.get() }
}

describe('the settings of the vault', () => {
  it('are off at first, and are switched on at once', async () => {
    const { saved } = open()
    const section = page.getByRole('region', { name: 'Vault of images' })
    const isOn = section.getByRole('checkbox', { name: 'Keep copies on this computer' })
    await expect.element(isOn).not.toBeChecked()
    await isOn.click()
    await expect.element(isOn).toBeChecked()
    await expect.poll(async () => (await saved()).vaultEnabled).toBe(true)
  })

  it('limit the disk that the copies take', async () => {
    const { saved } = open()
    const limit = page.getByRole('textbox', { name: 'Disk for the copies, in GiB' })
    await userEvent.fill(limit, '64')
    await userEvent.keyboard('{Enter}')
    await expect.poll(async () => (await saved()).vaultLimitGib).toBe(64)
  })

  it('speak Russian', async () => {
    open({ ...defaultSettings, locale: 'ru' })
    const section = page.getByRole('region', { name: 'Хранилище образов' })
    await expect.element(section).toMatchTextContent(/Копии образов.*Место для копий, ГиБ/)
  })
})
