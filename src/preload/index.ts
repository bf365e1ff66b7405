import { ipcRenderer } from 'electron'

/** As much of the page's window as is used here: the types of the DOM are not those of the main process. */
interface PageWindow {
  addEventListener(type: 'message', listener: (event: PageMessage) => void): void
}

type TransferredPort = NonNullable<Parameters<typeof ipcRenderer.postMessage>[2]>[number]

interface PageMessage {
  readonly source: unknown
  readonly data: unknown
  readonly ports: readonly TransferredPort[]
}

declare const window: PageWindow

/** Passes the page's port on to the main process. That is all the page gets of Electron. */
window.addEventListener('message', ({ source, data, ports }) => {
  const [port] = ports
  if (source === window && data === 'slipway:connect' && port !== undefined) {
    ipcRenderer.postMessage('slipway:port', null, [port])
  }
})
