import type { Locator, Page } from '@playwright/test'
import type { WorkloadState } from '../../src/contract/workload.ts'
import type { Texts } from '../texts.ts'
import { History } from './history.ts'

/** The page of one app: what runs, and its deploy history. */
export class AppPage {
  readonly history: History
  /** What runs now. */
  readonly running: Locator
  private readonly page: Page
  private readonly text: Texts

  constructor(page: Page, text: Texts) {
    this.page = page
    this.text = text
    this.history = new History(page, text)
    this.running = page.getByRole('region', { name: text('apps:detail.version') })
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, level: 1, exact: true })
  }

  state(state: WorkloadState): Locator {
    return this.page.getByRole('status').getByText(this.text(`apps:state.${state}`), { exact: true })
  }

  /** Deploys another reference and keeps it as the app's own. */
  async deploy(name: string, reference: string): Promise<void> {
    await this.start(name, reference, 'deploys:start.confirm')
  }

  /** The same while the host is away: the deploy waits for it. */
  async deployWhenBack(name: string, reference: string): Promise<void> {
    await this.start(name, reference, 'deploys:start.queue')
  }

  /** What stands above the history while a deploy waits for its host. */
  waiting(seq: number): Locator {
    return this.page.getByRole('region', { name: this.text('deploys:waiting.label', { seq }) })
  }

  private async start(name: string, reference: string, confirm: string): Promise<void> {
    await this.page.getByRole('button', { name: this.text('apps:detail.deploy'), exact: true }).click()
    const dialog = this.page.getByRole('dialog', { name: this.text('deploys:start.title', { name }) })
    await dialog.getByRole('textbox', { name: this.text('deploys:start.reference') }).fill(reference)
    await dialog.getByRole('button', { name: this.text(confirm), exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
}
