import type { Locator, Page } from '@playwright/test'
import type { HostErrorCode } from '../../src/contract/errors.ts'
import type { Texts } from '../texts.ts'

/** What a screen says while the engine does not answer. */
export class NoEngine {
  readonly alert: Locator
  readonly attempts: Locator
  private readonly text: Texts

  constructor(page: Page, text: Texts, reason: HostErrorCode) {
    this.text = text
    this.alert = page.getByRole('alert', { name: text(`errors:${reason}.title`) })
    this.attempts = this.alert.getByRole('table', { name: text('hosts:attempts.title') })
  }

  async showAttempts(): Promise<void> {
    await this.alert.getByRole('button', { name: this.text('hosts:noEngine.show') }).click()
  }
}
