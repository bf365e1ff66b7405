// What runs in the page before its own scripts. The function is turned into text, so it can use nothing from outside.

/** A message from the page to the main process. */
export type FromPage =
  | { readonly kind: 'document'; readonly documentId: string }
  | {
      readonly kind: 'ipc'
      readonly documentId: string
      readonly channel: string
      readonly args: readonly unknown[]
      readonly ports: readonly number[]
    }
  | {
      readonly kind: 'portMessage'
      readonly documentId: string
      readonly port: number
      readonly data: unknown
    }
  | { readonly kind: 'portClose'; readonly documentId: string; readonly port: number }

/** A message from the main process to the page. */
export type ToPage =
  | { readonly kind: 'portMessage'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'portClose'; readonly port: number }

/** Names of the two functions through which page and main process speak. */
export const sendName = '__electronStandInSend'
export const receiveName = '__electronStandInReceive'

/** As much of the page's MessagePort as is used here: the types of the DOM are not those of this project's Node side. */
interface PagePort {
  addEventListener(type: 'message' | 'close', listener: (event: { readonly data: unknown }) => void): void
  postMessage(data: unknown): void
  start(): void
  close(): void
}

type Require = (name: string) => unknown
type Preload = (require: Require, module: object, exports: object) => void

/** Script that gives a page its preload: a `require` that knows `electron` alone, and in that as much as
 *  Slipway's preload uses. */
export function pageScript(preload: string): string {
  return `(${installInPage})(${JSON.stringify({ sendName, receiveName })}, (require, module, exports) => {\n${preload}\n})`
}

function installInPage(
  names: { readonly sendName: string; readonly receiveName: string },
  preload: Preload,
): void {
  const page = globalThis as unknown as Record<string, unknown> & {
    readonly top: unknown
    readonly self: unknown
  }
  if (page.top !== page.self) return
  const documentId = crypto.randomUUID()
  const ports = new Map<number, PagePort>()

  const send = (message: object) => {
    const binding = page[names.sendName] as (message: object) => unknown
    void binding({ ...message, documentId })
  }

  const relay = (port: PagePort): number => {
    const id = ports.size + 1
    ports.set(id, port)
    port.addEventListener('message', (event) => {
      send({ kind: 'portMessage', port: id, data: event.data })
    })
    port.addEventListener('close', () => send({ kind: 'portClose', port: id }))
    port.start()
    return id
  }

  const receive = (message: ToPage) => {
    switch (message.kind) {
      case 'portMessage':
        ports.get(message.port)?.postMessage(message.data)
        return
      case 'portClose':
        ports.get(message.port)?.close()
    }
  }

  /** False when the page has moved on since the messages were meant for it. */
  page[names.receiveName] = (forDocument: string, messages: readonly ToPage[]) => {
    if (forDocument !== documentId) return false
    for (const message of messages) receive(message)
    return true
  }

  const only = (name: string, members: Record<string, unknown>) =>
    new Proxy(members, {
      get(target, member) {
        if (typeof member === 'symbol' || member in target) return Reflect.get(target, member)
        throw new Error(`The stand-in for Electron has no ${name}.${member} in a preload.`)
      },
    })

  const electron = only('electron', {
    ipcRenderer: only('ipcRenderer', {
      postMessage: (channel: string, message: unknown, transfer: readonly PagePort[] = []) =>
        send({ kind: 'ipc', channel, args: [message], ports: transfer.map(relay) }),
    }),
  })

  const require = (name: string) => {
    if (name === 'electron') return electron
    throw new Error(`A sandboxed preload cannot require '${name}'.`)
  }

  send({ kind: 'document' })
  const module = { exports: {} }
  preload(require, module, module.exports)
}
