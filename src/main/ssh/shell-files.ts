import type { HostFiles } from '../hosts/host-files.ts'
import { orAbort } from './or-abort.ts'
import { quote, type RemoteShell } from './shell.ts'

/** More of one file is cut off. */
const fileLimitBytes = 64 * 1024
/** Below what one command may be given on any system. */
const argumentsLimitBytes = 100_000

/** Files of the server, read by one `head` for many of them, whose headings keep them apart. */
export class ShellFiles implements HostFiles {
  readonly #shell: RemoteShell
  /** The function that the shell knows already, and for which shell and which paths. */
  #defined: { readonly generation: number; readonly key: string } | null = null

  constructor(shell: RemoteShell) {
    this.#shell = shell
  }

  async readAll(paths: readonly string[], signal: AbortSignal): Promise<readonly (string | null)[]> {
    signal.throwIfAborted()
    if (paths.length === 0) return []
    const bad = paths.find((path) => !isPlain(path))
    if (bad !== undefined)
      throw new TypeError('A path of the server is not absolute, or has a line break in it.')
    const output = await orAbort(this.#read(paths), signal)
    return parseHeadings(output.toString('utf8'), paths)
  }

  async #read(paths: readonly string[]): Promise<Buffer> {
    await this.#shell.open()
    const key = paths.join('\n')
    const { generation } = this.#shell
    const isDefined = this.#defined?.key === key && this.#defined.generation === generation
    // Whoever asks for the same files round after round sends their names once.
    this.#defined = { generation, key }
    return await this.#shell.run(isDefined ? 'slipway_files' : `${definition(paths)}\nslipway_files`)
  }
}

/** `head` names each file that it can open, and says of the others on its error output alone. */
function definition(paths: readonly string[]): string {
  const commands = inPortions(paths).map(
    (portion) => `head -v -c ${fileLimitBytes} -- ${portion.map(quote).join(' ')} 2>/dev/null; echo`,
  )
  return `slipway_files() {\n${commands.join('\n')}\n}`
}

function inPortions(paths: readonly string[]): readonly (readonly string[])[] {
  const portions: string[][] = []
  let room = 0
  for (const path of paths) {
    if (portions.length === 0 || path.length + 3 > room) {
      portions.push([])
      room = argumentsLimitBytes
    }
    portions.at(-1)?.push(path)
    room -= path.length + 3
  }
  return portions
}

/** Exported for its tests. `==> path <==` stands before each file that could be opened, in the order of the paths,
 *  and a line break before each heading but the first of a portion, which `echo` gives its own. */
export function parseHeadings(output: string, paths: readonly string[]): readonly (string | null)[] {
  const text = `\n${output}`
  let at = 0
  const found = paths.map((path) => {
    const heading = `\n==> ${path} <==\n`
    const start = text.indexOf(heading, at)
    if (start < 0) return null
    at = start + heading.length - 1
    return { start, from: start + heading.length }
  })
  return found.map((place, index) => {
    if (place === null) return null
    const next = found.slice(index + 1).find((later) => later !== null)
    return text.slice(place.from, next === undefined || next === null ? endOf(text) : next.start)
  })
}

/** Without the line break of the last `echo`. */
function endOf(text: string): number {
  return text.endsWith('\n') ? text.length - 1 : text.length
}

function isPlain(path: string): boolean {
  return path.startsWith('/') && !/[\n\r\0]/.test(path)
}
