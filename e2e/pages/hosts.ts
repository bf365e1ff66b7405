import type { Locator, Page } from '@playwright/test'
import type { HostState } from '../../src/contract/host.ts'
import type { Texts } from '../texts.ts'

/** The hosts, and what is done with them. */
export class HostsPage {
  readonly heading: Locator
  private readonly page: Page
  private readonly text: Texts

  constructor(page: Page, text: Texts) {
    this.page = page
    this.text = text
    this.heading = page.getByRole('heading', { name: text('hosts:title'), level: 1, exact: true })
  }

  /** Everything about one host. */
  card(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true })
  }

  state(name: string, state: HostState): Locator {
    return this.card(name)
      .getByRole('status')
      .getByText(this.text(`hosts:state.${state}`), { exact: true })
  }

  async add(): Promise<void> {
    await this.page.getByRole('link', { name: this.text('hosts:add'), exact: true }).click()
  }

  /** Shows what takes the disk of a host. */
  async showDisk(name: string): Promise<Locator> {
    await this.card(name)
      .getByRole('button', { name: this.text('hosts:disk.show') })
      .click()
    return this.card(name).getByRole('table', { name: this.text('hosts:disk.table', { name }) })
  }
}

/** The form for a host, and what is asked right behind it. */
export class HostForm {
  readonly address: Locator
  readonly name: Locator
  /** How far a test of the connection came. */
  readonly test: Locator
  private readonly page: Page
  private readonly text: Texts

  constructor(page: Page, text: Texts) {
    this.page = page
    this.text = text
    this.address = page.getByRole('combobox', { name: text('hosts:form.address.label') })
    this.name = page.getByRole('textbox', { name: text('hosts:form.name.label'), exact: true })
    this.test = page.getByRole('region', { name: text('hosts:test.title') })
  }

  async fill(host: {
    readonly address: string
    readonly name: string
    readonly identityFile: string
  }): Promise<void> {
    await this.address.fill(host.address)
    await this.name.fill(host.name)
    await this.page
      .getByRole('textbox', { name: this.text('hosts:form.identityFile.label') })
      .fill(host.identityFile)
  }

  async testConnection(): Promise<void> {
    await this.page.getByRole('button', { name: this.text('hosts:form.test') }).click()
  }

  step(name: 'name' | 'port' | 'key' | 'auth' | 'engine' | 'version'): Locator {
    return this.test.getByRole('listitem').filter({ hasText: `${this.text(`hosts:test.steps.${name}`)}:` })
  }

  async save(): Promise<void> {
    await this.page.getByRole('button', { name: this.text('hosts:form.create'), exact: true }).click()
  }

  /** The question whether the key that a server shows is its own. */
  keyQuestion(name: string): Locator {
    return this.page.getByRole('dialog', { name: this.text('hosts:trust.title', { name }) })
  }

  async trust(name: string): Promise<void> {
    const dialog = this.keyQuestion(name)
    await dialog.getByRole('button', { name: this.text('hosts:trust.confirm') }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
}
