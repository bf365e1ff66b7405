import { BrowserWindow, nativeTheme, screen, shell } from 'electron'
import type { Logger } from '../log/logger.ts'
import { isPublishedAddress } from './published-address.ts'
import { minimumSize, placeWindow, readWindowState, writeWindowState } from './window-state.ts'

export const pageOrigin = 'slipway://app'

export interface WindowOptions {
  readonly dataFolder: string
  readonly preload: string
  readonly log: Pick<Logger, 'warn'>
}

/** Opens the one window, where it was when it closed. */
export function openWindow({ dataFolder, preload, log }: WindowOptions): BrowserWindow {
  const workAreas = screen.getAllDisplays().map(({ workArea }) => workArea)
  const { isMaximized, ...place } = placeWindow(readWindowState(dataFolder), workAreas)
  const window = new BrowserWindow({
    ...place,
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    title: 'Slipway',
    autoHideMenuBar: true,
    backgroundColor: backgroundColor(),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    },
  })
  if (isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    writeWindowState(dataFolder, { ...window.getNormalBounds(), isMaximized: window.isMaximized() }, log)
  })
  followTheme(window)
  stayOnPage(window)
  void window.loadURL(`${pageOrigin}/index.html?transport=ipc`)
  return window
}

/** The page's own background (src/renderer/theme.ts), so that nothing flashes before it is drawn. */
function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? '#182027' : '#ffffff'
}

function followTheme(window: BrowserWindow): void {
  const follow = () => window.setBackgroundColor(backgroundColor())
  nativeTheme.on('updated', follow)
  window.once('closed', () => nativeTheme.off('updated', follow))
}

/** The page routes by its fragment: whatever would lead away from it, or open another window, is not ours. A port that
 *  an app publishes opens in the system's browser. */
function stayOnPage({ webContents }: BrowserWindow): void {
  webContents.on('will-navigate', (event) => event.preventDefault())
  webContents.on('will-redirect', (event) => event.preventDefault())
  webContents.on('will-frame-navigate', (event) => event.preventDefault())
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  webContents.setWindowOpenHandler(({ url }) => {
    if (isPublishedAddress(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}
