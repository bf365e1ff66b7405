import type { Locator, Page } from '@playwright/test'
import type { Texts } from '../texts.ts'

/** The list of apps, which is the first screen. */
export class AppsPage {
  readonly heading: Locator
  readonly empty: Locator
  private readonly page: Page
  private readonly text: Texts

  constructor(page: Page, text: Texts) {
    this.page = page
    this.text = text
    this.heading = page.getByRole('heading', { name: text('apps:title'), level: 1 })
    this.empty = page.getByText(text('apps:empty.title'))
  }

  /** From the empty list, as somebody who is new does it. */
  async addFirst(): Promise<void> {
    await this.page.getByRole('link', { name: this.text('apps:empty.action') }).click()
  }

  row(name: string): Locator {
    const link = this.page.getByRole('link', { name, exact: true })
    return this.page
      .getByRole('table', { name: this.text('apps:list.table') })
      .getByRole('row')
      .filter({ has: link })
  }

  async open(name: string): Promise<void> {
    await this.row(name).getByRole('link', { name, exact: true }).click()
  }
}
