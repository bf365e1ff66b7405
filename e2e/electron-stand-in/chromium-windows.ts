import { join } from 'node:path'
import process from 'node:process'
import { type BrowserContext, chromium, type Page, type Request, type Route } from '@playwright/test'
import { chromiumArguments, findChromium } from '../../scripts/test-parts/chromium.ts'
import { answerRequest } from './protocol.ts'
import { tell } from './tell.ts'

/** What the test that starts the stand-in chooses, in the variable SLIPWAY_STAND_IN as JSON. */
export interface StandInOptions {
  /** Folder of Chromium's profile; the test finds the browser's port there. */
  readonly profile: string
  readonly locale: string
  readonly scale: number
  readonly colorScheme: 'light' | 'dark'
}

export function readOptions(): StandInOptions {
  const text = process.env['SLIPWAY_STAND_IN']
  if (text === undefined)
    throw new Error('The stand-in for Electron is started by the tests, with SLIPWAY_STAND_IN.')
  return JSON.parse(text) as StandInOptions
}

/** Who decides about what a page does. */
export interface PageOwner {
  /** False when the navigation was forbidden, and the request has its answer. */
  decideNavigation(request: Request, route: Route): Promise<boolean>
  decideWindow(url: string): 'allow' | 'deny'
}

/** The Chromium whose pages are the windows. A test takes part through its debugging port. */
export class ChromiumWindows {
  private readonly context: Promise<BrowserContext>
  private readonly owners = new Map<Page, PageOwner>()
  private firstPage: Page | null = null

  constructor(options: StandInOptions) {
    this.context = this.launch(options)
  }

  private async launch(options: StandInOptions): Promise<BrowserContext> {
    const executablePath = findChromium()
    if (executablePath === null) throw new Error('The stand-in for Electron needs a Chromium.')
    const context = await chromium.launchPersistentContext(join(options.profile, 'chromium'), {
      executablePath,
      args: [...chromiumArguments, '--remote-debugging-port=0', `--lang=${options.locale}`],
      locale: options.locale,
      deviceScaleFactor: options.scale,
      colorScheme: options.colorScheme,
      viewport: { width: 800, height: 600 },
    })
    this.firstPage = context.pages()[0] ?? null
    await context.route('**', async (route, request) => await this.decide(request, route))
    return context
  }

  private async decide(request: Request, route: Route): Promise<void> {
    const owner = this.ownerOf(request)
    if (owner === null) return await this.decideNewWindow(request, route)
    if (request.isNavigationRequest() && !(await owner.decideNavigation(request, route))) return
    if (await answerRequest(request, route)) return
    tell(`The page asked the network for ${request.url()}, which the stand-in does not allow.`)
    await route.abort('blockedbyclient')
  }

  /** Null for the first request of a page that a page opens: that one has no frame yet. */
  private ownerOf(request: Request): PageOwner | null {
    try {
      return this.owners.get(request.frame().page()) ?? null
    } catch {
      return null
    }
  }

  private async decideNewWindow(request: Request, route: Route): Promise<void> {
    const decisions = [...this.owners.values()].map((owner) => owner.decideWindow(request.url()))
    if (decisions.includes('allow')) tell('The stand-in for Electron opens no window for a page.')
    await route.abort('aborted')
  }

  async ready(): Promise<void> {
    await this.context
  }

  /** A blank page for a new window. */
  async open(owner: PageOwner): Promise<Page> {
    const context = await this.context
    const page = this.firstPage ?? (await context.newPage())
    this.firstPage = null
    this.owners.set(page, owner)
    page.on('close', () => this.owners.delete(page))
    page.on('popup', (popup) => void popup.close().catch(() => undefined))
    return page
  }

  async close(): Promise<void> {
    await (await this.context).close()
  }
}
