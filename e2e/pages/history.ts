import type { Locator, Page } from '@playwright/test'
import type { DeployOutcome } from '../../src/contract/deploy.ts'
import type { Texts } from '../texts.ts'

/** The deploy history of an app. */
export class History {
  readonly table: Locator
  private readonly page: Page
  private readonly text: Texts

  constructor(page: Page, text: Texts) {
    this.page = page
    this.text = text
    this.table = page.getByRole('table', { name: text('deploys:history.table') })
  }

  /** The row of one deploy, by its number. */
  row(seq: number): Locator {
    const expand = this.page.getByRole('button', {
      name: this.text('deploys:history.expand', { seq }),
      exact: true,
    })
    return this.table.getByRole('row').filter({ has: expand })
  }

  /** The numbers of all deploys as they stand, from the top. */
  async sequence(): Promise<readonly number[]> {
    const rows = this.table
      .getByRole('row')
      .filter({ has: this.page.getByRole('button', { expanded: false }) })
    const names = await rows.getByRole('button', { expanded: false }).allInnerTexts()
    return names.map((name) => Number.parseInt(name, 10))
  }

  outcome(seq: number, outcome: DeployOutcome): Locator {
    return this.row(seq).getByText(this.text(`deploys:outcome.${outcome}`), { exact: true })
  }

  /** Shows everything recorded of a deploy. */
  async expand(seq: number): Promise<Locator> {
    await this.row(seq)
      .getByRole('button', { name: this.text('deploys:history.expand', { seq }), exact: true })
      .click()
    return this.page.getByRole('region', { name: this.text('deploys:details.title', { seq }) })
  }

  rollbackButton(seq: number): Locator {
    return this.row(seq).getByRole('button', {
      name: this.text('deploys:rollback.actionName', { seq }),
      exact: true,
    })
  }

  /** Opens the dialog that asks before a rollback. */
  async askRollback(name: string, seq: number): Promise<Locator> {
    await this.rollbackButton(seq).click()
    return this.page.getByRole('dialog', { name: this.text('deploys:rollback.title', { name, seq }) })
  }

  async rollBack(name: string, seq: number): Promise<void> {
    const dialog = await this.askRollback(name, seq)
    await dialog.getByRole('button', { name: this.text('deploys:rollback.confirm'), exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
}
