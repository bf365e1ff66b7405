import { closeSync, openSync, readSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { HostFiles } from './host-files.ts'

/** How long the process may stand still for files: the kernel makes up those of a cgroup while they are read. */
const turnMs = 4

/** More than any of them has; grows for one that has more still. */
const bufferBytes = 64 * 1024

/** Files of this machine. Read synchronously and a few milliseconds at a time: through the thread pool, five hundred small
 *  files take several times as long, and keep other work of the pool waiting. */
export class LocalFiles implements HostFiles {
  #buffer = Buffer.allocUnsafe(bufferBytes)

  async readAll(paths: readonly string[], signal: AbortSignal): Promise<readonly (string | null)[]> {
    signal.throwIfAborted()
    const texts: (string | null)[] = []
    let turnEndsAt = performance.now() + turnMs
    for (const path of paths) {
      if (performance.now() >= turnEndsAt) {
        await nextTurn()
        signal.throwIfAborted()
        turnEndsAt = performance.now() + turnMs
      }
      texts.push(this.#read(path))
    }
    return texts
  }

  #read(path: string): string | null {
    try {
      const file = openSync(path, 'r')
      try {
        return this.#readToEnd(file)
      } finally {
        closeSync(file)
      }
    } catch {
      return null
    }
  }

  /** Until nothing more comes: files of the kernel come in parts, and have no size. */
  #readToEnd(file: number): string {
    let length = 0
    for (;;) {
      if (length === this.#buffer.length) this.#buffer = Buffer.concat([this.#buffer], length * 2)
      const added = readSync(file, this.#buffer, length, this.#buffer.length - length, null)
      if (added === 0) return this.#buffer.toString('utf8', 0, length)
      length += added
    }
  }
}
