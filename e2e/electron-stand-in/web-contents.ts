import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Page, Request, Route } from '@playwright/test'
import type { PageOwner } from './chromium-windows.ts'
import { toAppUrl, toBrowserUrl } from './origin.ts'
import { type FromPage, pageScript, receiveName, sendName, type ToPage } from './page-side.ts'
import { PortRelay } from './ports.ts'
import { ipcMain, windows } from './runtime.ts'
import { onlyEvents, preventable, strict } from './strict.ts'
import { tell } from './tell.ts'

export interface WindowOpenDetails {
  readonly url: string
  readonly frameName: string
  readonly features: string
  readonly disposition: string
}

type WindowOpenHandler = (details: WindowOpenDetails) => { readonly action: 'allow' | 'deny' }

/** The frame that sent a message; one object per page, as a comparison with `mainFrame` needs it. */
class WebFrameMain {
  readonly top = null
  readonly parent = null
  readonly detached = false
  private readonly page: () => Page | null

  constructor(page: () => Page | null) {
    this.page = page
  }

  get url(): string {
    return toAppUrl(this.page()?.url() ?? 'about:blank')
  }

  get origin(): string {
    const { protocol, host } = new URL(this.url)
    return `${protocol}//${host}`
  }
}

/** What a window shows, and the way its page and the main process speak. */
export class WebContents extends EventEmitter implements PageOwner {
  readonly ipc: EventEmitter = new EventEmitter()
  readonly mainFrame: WebFrameMain
  readonly id: number
  /** The page, once Chromium has it. */
  readonly opening: Promise<Page>
  private page: Page | null = null
  private documentId = ''
  private readonly relay = new PortRelay((message) => this.sendToPage(message))
  private outbox: ToPage[] = []
  private isSending = false
  private expected: string | null = null
  private openHandler: WindowOpenHandler = () => ({ action: 'allow' })

  constructor(id: number, preloadFile: string | null) {
    super()
    this.id = id
    this.mainFrame = strict('WebFrameMain', new WebFrameMain(() => this.page))
    onlyEvents('webContents', this, [
      'did-finish-load',
      'did-fail-load',
      'dom-ready',
      'destroyed',
      'render-process-gone',
      'will-navigate',
      // Never emitted here: nothing of Slipway redirects, frames, or attaches a webview.
      'will-redirect',
      'will-frame-navigate',
      'will-attach-webview',
      'did-create-window',
      'before-input-event',
      'context-menu',
      'unresponsive',
      'preload-error',
      'console-message',
    ])
    this.opening = windows.open(this).then((page) => this.attach(page, preloadFile))
    this.opening.catch(() => undefined) // Whoever loads something hears of it.
  }

  private async attach(page: Page, preloadFile: string | null): Promise<Page> {
    this.page = page
    await page.exposeBinding(sendName, (_source, message: FromPage) => this.receive(message))
    if (preloadFile !== null)
      await page.addInitScript({ content: pageScript(readFileSync(preloadFile, 'utf8')) })
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }))
    page.on('close', () => this.destroyed())
    page.on('pageerror', (error) => tell(`The page failed: ${error.stack ?? error.message}`))
    return page
  }

  private destroyed(): void {
    this.relay.closeAll()
    this.page = null
    this.emit('destroyed')
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.opening
    this.expected = toBrowserUrl(url)
    await page.goto(this.expected)
    this.emit('dom-ready', {})
    this.emit('did-finish-load', {})
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.openHandler = handler
  }

  /** Called for a navigation of this window's page; a listener of `will-navigate` can forbid it. */
  async decideNavigation(request: Request, route: Route): Promise<boolean> {
    const url = request.url()
    const current = this.page?.url().split('#')[0]
    if (url === this.expected?.split('#')[0] || url === current) return true
    const event = preventable({ url: toAppUrl(url), isMainFrame: true, isSameDocument: false })
    this.emit('will-navigate', event, toAppUrl(url))
    if (event.defaultPrevented) await route.abort('aborted')
    return !event.defaultPrevented
  }

  /** Called for a window that the page tries to open. */
  decideWindow(url: string): 'allow' | 'deny' {
    return this.openHandler({ url, frameName: '', features: '', disposition: 'new-window' }).action
  }

  private receive(message: FromPage): void {
    if (message.kind === 'document') {
      // A port ends with the document that made it.
      this.relay.closeAll()
      this.documentId = message.documentId
    } else if (message.documentId === this.documentId) {
      if (message.kind === 'ipc') this.receiveIpc(message)
      else this.relay.receive(message)
    }
  }

  private receiveIpc(message: Extract<FromPage, { kind: 'ipc' }>): void {
    const event = {
      sender: this,
      senderFrame: this.mainFrame,
      ports: message.ports.map((port) => this.relay.open(port)),
    }
    this.ipc.emit(message.channel, event, ...message.args)
    ipcMain.emit(message.channel, event, ...message.args)
  }

  /** One call at a time: what is sent meanwhile goes together with the next, so the order is kept. */
  private sendToPage(message: ToPage): void {
    this.outbox.push(message)
    if (!this.isSending) void this.flush()
  }

  private async flush(): Promise<void> {
    this.isSending = true
    while (this.outbox.length > 0 && this.page !== null) {
      const batch = { messages: this.outbox, documentId: this.documentId, receiveName }
      this.outbox = []
      await this.page.evaluate(deliver, batch).catch(() => undefined) // The document went away meanwhile.
    }
    this.isSending = false
  }
}

function deliver(batch: { messages: readonly ToPage[]; documentId: string; receiveName: string }): void {
  const receive = Reflect.get(globalThis, batch.receiveName) as
    | ((documentId: string, messages: readonly ToPage[]) => boolean)
    | undefined
  receive?.(batch.documentId, batch.messages)
}
