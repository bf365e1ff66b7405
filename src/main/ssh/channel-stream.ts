import { Duplex } from 'node:stream'
import type { ClientChannel } from 'ssh2'

/** A channel of SSH as Node's streams are meant to be, and with the few methods of a socket that HTTP calls.
 *  ssh2's own leaves `destroy` to the server's goodbye, which never comes over a connection that hangs, tells of no error
 *  when the connection is lost, and never calls back for what is written to a channel that has ended. */
export class ChannelStream extends Duplex {
  readonly #channel: ClientChannel

  constructor(channel: ClientChannel) {
    // Like a socket of HTTP: when the other side has said all, so have we.
    super({ allowHalfOpen: false })
    this.#channel = channel
    channel.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) channel.pause()
    })
    channel.on('end', () => this.onChannelEnd())
    channel.on('error', (error: Error) => this.destroy(error))
    channel.on('close', () => this.onChannelClosed())
  }

  override _read(): void {
    this.#channel.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#channel.write(chunk, callback)
  }

  /** HTTP writes head and body by themselves; together they are one packet. */
  override _writev(
    chunks: { chunk: Buffer; encoding: BufferEncoding }[],
    callback: (error?: Error | null) => void,
  ): void {
    this.#channel.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), callback)
  }

  override _final(callback: (error?: Error | null) => void): void {
    this.#channel.end()
    callback()
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#channel.destroy()
    // What still comes is read and dropped, so that the goodbye behind it is seen.
    this.#channel.resume()
    callback(error)
  }

  setKeepAlive(): this {
    return this
  }

  setNoDelay(): this {
    return this
  }

  setTimeout(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  destroySoon(): void {
    if (this.writableFinished) this.destroy()
    else this.end(() => this.destroy())
  }

  protected onChannelEnd(): void {
    this.push(null)
  }

  /** What was written is not read any more; what has come in still may be. */
  protected onChannelClosed(): void {
    if (!this.readableEnded && this.readableLength > 0) this.once('end', () => this.destroy())
    else this.destroy()
  }
}
