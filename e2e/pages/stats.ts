import type { Locator, Page } from '@playwright/test'
import type { Texts } from '../texts.ts'

type Window = '15m' | '1h' | '6h' | '24h' | '7d' | '30d'

/** The charts on the page of an app. */
export class StatsCharts {
  readonly panel: Locator
  /** The drawing of CPU; its name is what it shows, in words. */
  readonly cpu: Locator
  readonly memory: Locator
  private readonly text: Texts

  constructor(page: Page, text: Texts) {
    this.text = text
    this.panel = page.getByRole('region', { name: text('stats:title'), exact: true })
    this.cpu = this.chart('cpu')
    this.memory = this.chart('memory')
  }

  private chart(measure: 'cpu' | 'memory'): Locator {
    return this.panel
      .getByRole('region', { name: this.text(`stats:${measure}`), exact: true })
      .getByRole('img')
  }

  async show(window: Window): Promise<void> {
    await this.panel.getByText(this.text(`stats:windowShort.${window}`), { exact: true }).click()
  }

  async showTable(): Promise<Locator> {
    await this.panel.getByText(this.text('stats:look.table'), { exact: true }).click()
    return this.panel.getByRole('region', { name: this.text('stats:table.region') })
  }

  async showCharts(): Promise<void> {
    await this.panel.getByText(this.text('stats:look.chart'), { exact: true }).click()
  }

  /** Starts the download of the numbers. */
  async save(): Promise<void> {
    await this.panel.getByRole('button', { name: this.text('stats:csv.action') }).click()
  }

  /** The line of a drawing as it is painted; empty while there is none. */
  async line(chart: Locator): Promise<string> {
    const lines = chart.locator('.recharts-line-curve')
    return (await lines.count()) === 0 ? '' : ((await lines.first().getAttribute('d')) ?? '')
  }

  /** What stands at the ticks of the time axis. */
  async timeTicks(chart: Locator): Promise<readonly string[]> {
    return await chart.locator('.recharts-xAxis-tick-labels text').allTextContents()
  }
}
