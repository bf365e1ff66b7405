import { EventEmitter } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { BrowserWindow } from './browser-window.ts'
import { options, windowLife, windows } from './runtime.ts'
import { onlyEvents, preventable } from './strict.ts'

const appFolder = resolve(import.meta.dirname, '../..')
const lockName = 'stand-in.lock'
const secondName = 'stand-in.second'

/** The application's life: it is ready once Chromium is, and ends when it is told to. */
export class Application extends EventEmitter {
  private readonly paths = new Map<string, string>()
  private isReadyNow = false
  private isQuitAsked = false
  private isEnding = false
  private readonly started: Promise<void>

  constructor() {
    super()
    onlyEvents('app', this, [
      'ready',
      'second-instance',
      'window-all-closed',
      'before-quit',
      'will-quit',
      'quit',
      'browser-window-created',
      'web-contents-created',
      // Never emitted here: they belong to macOS, to a GPU process and to certificates.
      'activate',
      'open-url',
      'child-process-gone',
      'render-process-gone',
      'certificate-error',
      'gpu-info-update',
    ])
    this.started = this.start()
    windowLife.on('created', (window: BrowserWindow) => {
      this.emit('browser-window-created', {}, window)
      this.emit('web-contents-created', {}, window.webContents)
    })
    windowLife.on('all-closed', () => this.allClosed())
    process.on('SIGTERM', () => this.quit())
    process.on('SIGINT', () => this.quit())
  }

  private async start(): Promise<void> {
    await windows.ready()
    this.isReadyNow = true
    this.emit('ready', {}, {})
  }

  async whenReady(): Promise<void> {
    await this.started
  }

  isReady(): boolean {
    return this.isReadyNow
  }

  enableSandbox(): void {
    // The pages run in whatever sandbox the test's Chromium has.
  }

  getVersion(): string {
    return (JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8')) as { version: string }).version
  }

  getPath(name: string): string {
    const chosen = this.paths.get(name)
    if (chosen !== undefined) return chosen
    if (name === 'userData') return join(options.profile, 'user-data')
    throw new Error(`The stand-in for Electron knows no path '${name}'.`)
  }

  setPath(name: string, path: string): void {
    this.paths.set(name, path)
  }

  /** One process per user data folder: a second one tells the first and gets no lock. */
  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData')
    mkdirSync(folder, { recursive: true })
    const lock = join(folder, lockName)
    const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
    if (isRunning(holder)) {
      writeFileSync(join(folder, secondName), JSON.stringify(process.argv))
      return false
    }
    writeFileSync(lock, String(process.pid))
    const watcher = watch(folder, (_event, file) => {
      const second = join(folder, secondName)
      if (file !== secondName || !existsSync(second)) return
      rmSync(second)
      this.emit('second-instance', {}, [], process.cwd())
    })
    watcher.unref()
    this.once('quit', () => rmSync(lock, { force: true }))
    return true
  }

  /** Without a listener Electron ends by itself; while it ends, nobody is told. */
  private allClosed(): void {
    if (this.isQuitAsked) this.quitWithoutWindows()
    else if (!this.emit('window-all-closed')) this.quit()
  }

  /** `before-quit`, then the windows, then `will-quit`, then the end; each may be prevented. */
  quit(): void {
    if (this.isQuitAsked) return
    const event = preventable({})
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    this.isQuitAsked = true
    const windows = BrowserWindow.getAllWindows()
    for (const window of windows) window.close()
    if (windows.length === 0) this.quitWithoutWindows()
  }

  private quitWithoutWindows(): void {
    this.isQuitAsked = false
    const event = preventable({})
    this.emit('will-quit', event)
    if (!event.defaultPrevented) this.exit(0)
  }

  exit(code = 0): void {
    if (this.isEnding) return
    this.isEnding = true
    this.emit('quit', {}, code)
    void windows.close().finally(() => process.exit(code))
  }
}

function isRunning(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}
