import type { BrowserWindow, IpcMainEvent } from 'electron'
import { ipcMain } from 'electron'
import { servePort } from '../api/ipc.ts'
import type { Application } from '../wiring.ts'
import { pageOrigin } from './window.ts'

/** The channel on which the preload passes its page's port. */
const channel = 'slipway:port'

/** Serves the procedures to the page of our window, and to nobody else. */
export function acceptPorts({ services, log }: Application, currentWindow: () => BrowserWindow | null): void {
  ipcMain.on(channel, (event) => {
    const [port] = event.ports
    if (port === undefined) return
    if (!isOurPage(event, currentWindow())) {
      log.warn({}, 'a port from another page was refused')
      port.close()
      return
    }
    servePort(port, { services, log })
    port.start()
  })
}

function isOurPage({ sender, senderFrame }: IpcMainEvent, window: BrowserWindow | null): boolean {
  if (window === null || senderFrame === null || sender.id !== window.webContents.id) return false
  return senderFrame.parent === null && senderFrame.url.startsWith(`${pageOrigin}/`)
}
