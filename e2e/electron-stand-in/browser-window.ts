import { EventEmitter } from 'node:events'
import { windowLife } from './runtime.ts'
import { onlyEvents, preventable, strict } from './strict.ts'
import { WebContents } from './web-contents.ts'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface BrowserWindowOptions extends Partial<Rectangle> {
  readonly minWidth?: number
  readonly minHeight?: number
  readonly show?: boolean
  readonly title?: string
  readonly icon?: unknown
  readonly backgroundColor?: string
  readonly autoHideMenuBar?: boolean
  readonly titleBarStyle?: string
  readonly useContentSize?: boolean
  readonly webPreferences?: {
    readonly preload?: string
    readonly sandbox?: boolean
    readonly contextIsolation?: boolean
    readonly nodeIntegration?: boolean
    readonly [other: string]: unknown
  }
}

const defaultSize = { width: 800, height: 600 }
const all = new Set<BrowserWindow>()
let nextId = 1

/** A window: a page of Chromium of the same size. */
export class BrowserWindow extends EventEmitter {
  readonly id = nextId++
  readonly webContents: WebContents
  private readonly bounds: Rectangle
  private isShown: boolean
  private maximized = false
  private isClosed = false

  constructor(options: BrowserWindowOptions = {}) {
    super()
    requireIsolation(options)
    onlyEvents('BrowserWindow', this, [
      'ready-to-show',
      'show',
      'close',
      'closed',
      'resize',
      'resized',
      'move',
      'moved',
      'maximize',
      'unmaximize',
      'focus',
      'blur',
      'minimize',
      'restore',
      'enter-full-screen',
      'leave-full-screen',
      'page-title-updated',
    ])
    this.bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? defaultSize.width,
      height: options.height ?? defaultSize.height,
    }
    this.isShown = options.show ?? true
    const contents = new WebContents(this.id, options.webPreferences?.preload ?? null)
    this.webContents = strict('webContents', contents)
    contents.on('did-finish-load', () => this.emit('ready-to-show', {}))
    contents.on('destroyed', () => this.closed())
    void this.applySize()
    const self = strict('BrowserWindow', this)
    all.add(self)
    queueMicrotask(() => windowLife.emit('created', self))
    // biome-ignore lint/correctness/noConstructorReturn: every use of the window has to go through the strict view of it.
    return self
  }

  static getAllWindows(): BrowserWindow[] {
    return [...all]
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.loadURL(url)
  }

  show(): void {
    this.isShown = true
    this.emit('show', {})
  }

  isVisible(): boolean {
    return this.isShown
  }

  isMinimized(): boolean {
    return false
  }

  isMaximized(): boolean {
    return this.maximized
  }

  restore(): void {
    this.emit('restore', {})
  }

  focus(): void {
    this.emit('focus', {})
  }

  maximize(): void {
    this.maximized = true
    this.emit('maximize', {})
  }

  getNormalBounds(): Rectangle {
    return this.bounds
  }

  setBackgroundColor(): void {
    // It shows before the page does, which a test cannot see.
  }

  close(): void {
    const event = preventable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    void this.webContents.opening.then((page) => page.close()).catch(() => this.closed())
  }

  private closed(): void {
    if (this.isClosed) return
    this.isClosed = true
    for (const window of all) if (window.id === this.id) all.delete(window)
    this.emit('closed', {})
    if (all.size === 0) windowLife.emit('all-closed')
  }

  private async applySize(): Promise<void> {
    const { width, height } = this.bounds
    await this.webContents.opening
      .then((page) => page.setViewportSize({ width, height }))
      .catch(() => undefined)
  }
}

/** The stand-in cannot isolate; it can see to it that the real thing is told to. */
function requireIsolation({ webPreferences }: BrowserWindowOptions): void {
  const { sandbox, contextIsolation, nodeIntegration } = webPreferences ?? {}
  if (sandbox !== true || contextIsolation === false || nodeIntegration === true) {
    throw new Error('A window of Slipway is sandboxed, isolated, and without Node.')
  }
}
