import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { app, type BrowserWindow, dialog, powerMonitor, safeStorage } from 'electron'
import { Page } from './api/page.ts'
import { type HeldDataFolder, holdDataFolder } from './data-folder.ts'
import { registerPageScheme, servePage } from './desktop/page-protocol.ts'
import { acceptPorts } from './desktop/ports.ts'
import { openWindow } from './desktop/window.ts'
import { explainStartFailure } from './start-failure.ts'
import { logUnexpected } from './unexpected.ts'
import { type Application, startApplication } from './wiring.ts'

/** How long the end may take before the process goes all the same. */
const endWithinMs = 4_500

let window: BrowserWindow | null = null

registerPageScheme()
app.enableSandbox()
const dataFolder = chooseDataFolder()

if (app.requestSingleInstanceLock()) {
  void app.whenReady().then(start)
} else {
  app.quit()
}

async function start(): Promise<void> {
  let held: HeldDataFolder | undefined
  try {
    held = holdDataFolder(dataFolder)
    const application = await startApplication({
      dataDir: dataFolder,
      env: process.env,
      home: homedir(),
      version: app.getVersion(),
      safeStorage,
    })
    serve(application, held)
  } catch (error) {
    held?.release()
    dialog.showErrorBox('Slipway', explainStartFailure(error, dataFolder))
    app.exit(1)
  }
}

function serve(application: Application, held: HeldDataFolder): void {
  logUnexpected(application.log, () => app.exit(1))
  servePage(new Page(join(import.meta.dirname, '../renderer')))
  acceptPorts(application, () => window)
  powerMonitor.on('resume', () => application.onWake())
  const show = () => showWindow(application)
  app.on('second-instance', show)
  app.on('activate', show)
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('will-quit', (event) => {
    event.preventDefault()
    setTimeout(() => app.exit(1), endWithinMs)
    void application
      .close()
      .then(() => held.release())
      .finally(() => app.exit(0))
  })
  show()
}

/** Opens the window, or brings the one there is to the front. */
function showWindow({ log }: Pick<Application, 'log'>): void {
  if (window !== null) {
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
    return
  }
  const preload = join(import.meta.dirname, '../preload/index.cjs')
  const opened = openWindow({ dataFolder, preload, log })
  opened.once('closed', () => {
    window = null
  })
  window = opened
}

/** `--data-dir DIR` moves Electron's own files too, so that two folders are two applications. */
function chooseDataFolder(): string {
  const at = process.argv.indexOf('--data-dir')
  const chosen = at === -1 ? undefined : process.argv[at + 1]
  if (chosen === undefined) return app.getPath('userData')
  const folder = resolve(chosen)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    app.setPath('userData', folder)
  } catch {
    // Holding the folder fails on the same ground, and says so where its user can read it.
  }
  return folder
}
