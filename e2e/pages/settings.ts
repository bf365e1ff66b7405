import { expect, type Page } from '@playwright/test'
import type { Texts } from '../texts.ts'

export class SettingsPage {
  private readonly page: Page
  private readonly text: Texts

  constructor(page: Page, text: Texts) {
    this.page = page
    this.text = text
  }

  /** How often apps are sampled; resolves once it is kept. */
  async setInterval(seconds: number): Promise<void> {
    const field = this.page.getByRole('textbox', { name: this.text('settings:stats.interval.label') })
    await field.fill(String(seconds))
    await field.press('Enter')
    await expect(this.page.getByText(this.text('settings:saved'), { exact: true })).toBeVisible()
  }
}
