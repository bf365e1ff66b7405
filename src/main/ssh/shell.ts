import { randomBytes } from 'node:crypto'
import type { Client, ClientChannel } from 'ssh2'
import { SshFailure } from './ssh-connection.ts'

/** How much one script may print. */
const outputLimitBytes = 32 * 1024 * 1024
const answerLimitMs = 20_000

interface Pending {
  readonly mark: string
  readonly chunks: Buffer[]
  bytes: number
  readonly resolve: (output: Buffer) => void
  readonly reject: (error: unknown) => void
}

/** One `sh` on the server, which runs one script after the other: each exec of its own would run the user's .bashrc first.
 *  Opened with the first script, and again when it has died. */
export class RemoteShell {
  readonly #client: Client
  readonly #pending: Pending[] = []
  #channel: Promise<ClientChannel> | null = null
  #current: ClientChannel | null = null
  #count = 0
  #timer: NodeJS.Timeout | null = null
  #isBrief = false
  #sessions = 0

  constructor(client: Client) {
    this.#client = client
  }

  /** Counts how often a shell was opened: what was defined in an earlier one is gone. */
  get generation(): number {
    return this.#count
  }

  /** Whether it takes one of the server's sessions: until the server has said goodbye to it. */
  get isOpen(): boolean {
    return this.#sessions > 0
  }

  /** From now on it goes as soon as it has nothing to do: sessions are scarce on this server. */
  beBrief(): void {
    this.#isBrief = true
    this.#rest()
  }

  /** Opens it ahead of the first script. */
  async open(): Promise<void> {
    await this.#open()
  }

  /** The script's standard output. Rejects when the shell dies, prints too much or takes too long. */
  async run(script: string): Promise<Buffer> {
    const channel = await this.#open()
    return await new Promise<Buffer>((resolve, reject) => {
      const mark = `slipway-${randomBytes(12).toString('hex')}`
      this.#pending.push({ mark, chunks: [], bytes: 0, resolve, reject })
      // Those that come while one runs must not put off the end of its time.
      if (this.#pending.length === 1) this.#watchTime()
      channel.write(`${script}\nprintf '\\n%s\\n' ${mark}\n`)
    })
  }

  #open(): Promise<ClientChannel> {
    if (this.#channel === null) {
      this.#channel = this.#start()
      this.#channel.catch(() => {
        this.#channel = null
      })
    }
    return this.#channel
  }

  async #start(): Promise<ClientChannel> {
    this.#sessions += 1
    const channel = await execute(this.#client, 'exec /bin/sh').catch((error: unknown) => {
      this.#sessions -= 1
      throw error
    })
    this.#count += 1
    this.#current = channel
    channel.on('data', (chunk: Buffer) => {
      if (this.#current === channel) this.#read(chunk)
    })
    channel.stderr.resume()
    channel.on('error', () => undefined)
    channel.on('close', () => {
      this.#sessions -= 1
      if (this.#current === channel) this.#die(new SshFailure('ssh_lost'))
    })
    return channel
  }

  #read(chunk: Buffer): void {
    const [pending] = this.#pending
    if (pending === undefined) return
    pending.chunks.push(chunk)
    pending.bytes += chunk.length
    if (pending.bytes > outputLimitBytes) {
      this.#die(new Error('A script on the server prints without end.'))
      return
    }
    const end = Buffer.from(`\n${pending.mark}\n`)
    // The mark may have come in two parts, so the tail is looked at whole.
    if (!endsWithin(pending.chunks, end)) return
    const output = Buffer.concat(pending.chunks)
    const at = output.indexOf(end)
    if (at < 0) return
    this.#pending.shift()
    this.#watchTime()
    pending.resolve(output.subarray(0, at))
    const rest = output.subarray(at + end.length)
    if (rest.length > 0) this.#read(rest)
    this.#rest()
  }

  #rest(): void {
    if (this.#isBrief && this.#pending.length === 0) this.#die(new SshFailure('ssh_lost'))
  }

  /** From the beginning of the script that runs now. */
  #watchTime(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#pending.length === 0) return
    this.#timer = setTimeout(
      () => this.#die(new Error('The shell on the server does not answer.')),
      answerLimitMs,
    )
    this.#timer.unref()
  }

  #die(error: Error): void {
    this.#current?.destroy()
    // What it still says is dropped, or its goodbye would not be seen.
    this.#current?.resume()
    this.#current = null
    this.#channel = null
    for (const { reject } of this.#pending.splice(0)) reject(error)
    this.#watchTime()
  }
}

/** Whether the mark may be complete: in what came last together with as much before it as the mark is long. */
function endsWithin(chunks: readonly Buffer[], end: Buffer): boolean {
  const tail: Buffer[] = []
  let needed = (chunks.at(-1)?.length ?? 0) + end.length
  for (let at = chunks.length - 1; at >= 0 && needed > 0; at -= 1) {
    const chunk = chunks[at] ?? Buffer.alloc(0)
    tail.unshift(chunk)
    needed -= chunk.length
  }
  return Buffer.concat(tail).includes(end)
}

export async function execute(client: Client, command: string): Promise<ClientChannel> {
  return await new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) reject(error)
      else resolve(channel)
    })
  })
}

/** A word for the shell that it leaves as it is. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
