import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface HeadlessArguments {
  /** Absolute. */
  readonly dataFolder: string
  /** 0 for any that is free. */
  readonly port: number
  readonly needsWindowCode: boolean
}

export const headlessUsage = `Usage: npm run headless -- --data-dir DIR [--port N] [--window-code]

  --data-dir DIR   where Slipway keeps its data
  --port N         port on 127.0.0.1; 0, the default, takes any that is free
  --window-code    also print an address that opens one browser window
`

/** Null when they cannot be understood. */
export function readHeadlessArguments(args: readonly string[]): HeadlessArguments | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'data-dir': { type: 'string' },
        port: { type: 'string', default: '0' },
        'window-code': { type: 'boolean', default: false },
      },
    })
    const { 'data-dir': folder = '', port, 'window-code': needsWindowCode } = values
    if (folder === '' || !/^\d{1,5}$/.test(port) || Number(port) > 65_535) return null
    return { dataFolder: resolve(folder), port: Number(port), needsWindowCode }
  } catch {
    return null
  }
}
