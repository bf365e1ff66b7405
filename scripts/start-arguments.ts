import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface StartArguments {
  /** Install and start a Docker Engine without asking. */
  readonly yes: boolean
  /** Absolute; null for the user's own. */
  readonly dataFolder: string | null
  /** Of the browser's window; null for any that is free. */
  readonly port: number | null
}

export const startUsage = `Usage: npm start -- [--yes] [--data-dir DIR] [--port N]

  --yes            also install and start a Docker Engine when none is found
  --data-dir DIR   where Slipway keeps its data, instead of your own folder for it
  --port N         port on 127.0.0.1 where Slipway opens in a browser; any that is free by default
  --help           print this
`

/** `help` when it is asked for, null when the arguments cannot be understood. */
export function readStartArguments(args: readonly string[]): StartArguments | 'help' | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        yes: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        'data-dir': { type: 'string' },
        port: { type: 'string' },
      },
    })
    const { yes, help, 'data-dir': folder, port } = values
    if (help) return 'help'
    if (folder === '' || (port !== undefined && !isPort(port))) return null
    return {
      yes,
      dataFolder: folder === undefined ? null : resolve(folder),
      port: port === undefined ? null : Number(port),
    }
  } catch {
    return null
  }
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535
}
