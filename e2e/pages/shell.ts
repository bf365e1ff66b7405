import type { Locator, Page } from '@playwright/test'
import type { Texts } from '../texts.ts'

/** What stands around every screen. */
export class Shell {
  readonly engineState: Locator
  /** The same where there are several hosts. */
  readonly hostsState: Locator
  private readonly page: Page
  private readonly text: Texts

  constructor(page: Page, text: Texts) {
    this.page = page
    this.text = text
    this.engineState = page.getByRole('link', { name: text('shell:engine.label') })
    this.hostsState = page.getByRole('link', { name: text('shell:engine.hostsName', { state: '' }).trim() })
  }

  async open(place: 'apps' | 'hosts' | 'settings'): Promise<void> {
    const navigation = this.page.getByRole('navigation', { name: this.text('shell:nav.label') })
    await navigation.getByRole('link', { name: this.text(`shell:nav.${place}`), exact: true }).click()
  }

  /** Looks at the apps of one host alone. */
  async switchHost(name: string): Promise<void> {
    await this.page
      .getByRole('combobox', { name: this.text('shell:switcher.label'), exact: true })
      .first()
      .click()
    await this.page.getByRole('option', { name }).click()
  }

  async switchLanguage(language: 'en' | 'ru'): Promise<void> {
    await this.page.getByText(this.text(`shell:language.${language}`), { exact: true }).click()
  }
}
