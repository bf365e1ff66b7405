import { EventEmitter } from 'node:events'
import type { FromPage, ToPage } from './page-side.ts'
import { onlyEvents, strict } from './strict.ts'

/** Main process's end of a port whose other end is in the page. */
export class MessagePortMain extends EventEmitter {
  private readonly send: (message: unknown) => void
  private readonly end: () => void
  private waiting: unknown[] | null = []

  constructor(send: (message: unknown) => void, end: () => void) {
    super()
    this.send = send
    this.end = end
    onlyEvents('MessagePortMain', this, ['message', 'close'])
  }

  /** Messages wait until then, as they do in Electron. */
  start(): void {
    const messages = this.waiting ?? []
    this.waiting = null
    for (const data of messages) this.emit('message', { data, ports: [] })
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    if (transfer.length > 0) throw new Error('The stand-in for Electron passes no ports through a port.')
    this.send(message)
  }

  close(): void {
    this.end()
  }

  /** A message has come from the page. */
  deliver(data: unknown): void {
    if (this.waiting === null) this.emit('message', { data, ports: [] })
    else this.waiting.push(data)
  }
}

/** The ports of one page, by the numbers that the page gave them. They end with the document that made them. */
export class PortRelay {
  private readonly ports = new Map<number, MessagePortMain>()
  private readonly send: (message: ToPage) => void

  constructor(send: (message: ToPage) => void) {
    this.send = send
  }

  open(number: number): MessagePortMain {
    const port = new MessagePortMain(
      (data) => this.send({ kind: 'portMessage', port: number, data }),
      () => {
        this.send({ kind: 'portClose', port: number })
        this.closed(number)
      },
    )
    this.ports.set(number, port)
    return strict('MessagePortMain', port)
  }

  receive(message: Extract<FromPage, { port: number }>): void {
    if (message.kind === 'portClose') this.closed(message.port)
    else this.ports.get(message.port)?.deliver(message.data)
  }

  closeAll(): void {
    for (const number of [...this.ports.keys()]) this.closed(number)
  }

  private closed(number: number): void {
    const port = this.ports.get(number)
    this.ports.delete(number)
    port?.emit('close')
  }
}
