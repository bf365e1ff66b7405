import type { Locator, Page } from '@playwright/test'
import type { Texts } from '../texts.ts'

export interface NewApp {
  readonly name: string
  readonly reference: string
  readonly port?: { readonly container: number; readonly host: number }
}

/** The form of an app, with the fields of the source kind “image”. */
export class AppForm {
  private readonly page: Page
  private readonly text: Texts

  constructor(page: Page, text: Texts) {
    this.page = page
    this.text = text
  }

  get name(): Locator {
    return this.page.getByRole('textbox', { name: this.text('apps:form.name.label'), exact: true })
  }

  get reference(): Locator {
    return this.page.getByRole('textbox', { name: this.field('reference.label'), exact: true })
  }

  async fill({ name, reference, port }: NewApp): Promise<void> {
    await this.name.fill(name)
    await this.reference.fill(reference)
    if (port !== undefined) await this.publish(port)
  }

  /** Puts the app on another host than this computer. */
  async chooseHost(name: string): Promise<void> {
    // The switcher of the whole window is called alike, and stands outside of the screen.
    const select = this.page
      .getByRole('main')
      .getByRole('combobox', { name: this.text('apps:form.host'), exact: true })
    await select.click()
    await this.page.getByRole('option', { name }).click()
  }

  async addAndDeploy(): Promise<void> {
    await this.page.getByRole('button', { name: this.text('apps:form.createAndDeploy'), exact: true }).click()
  }

  /** Adds a port that only this computer reaches. */
  private async publish({ container, host }: NonNullable<NewApp['port']>): Promise<void> {
    const item = this.field('ports.item')
    await this.page
      .getByRole('button', { name: this.text('apps:field.add', { label: item }), exact: true })
      .click()
    const row = this.page.getByRole('group', {
      name: this.text('apps:field.item', { label: item, index: 1 }),
    })
    await row
      .getByRole('textbox', { name: this.field('ports.container.label'), exact: true })
      .fill(String(container))
    await row.getByRole('textbox', { name: this.field('ports.host.label'), exact: true }).fill(String(host))
    await row.getByRole('textbox', { name: this.field('ports.hostIp.label'), exact: true }).fill('127.0.0.1')
  }

  private field(path: string): string {
    return this.text(`sources:image.fields.${path}`)
  }
}
