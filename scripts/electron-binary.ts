import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { projectFolder } from './build-state.ts'

/** How long the download of Electron may take. */
const downloadLimitMs = 10 * 60_000

/** Where Electron's binary has to lie below its dist folder. Source: electron's install.js. */
const pathInDist: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  linux: 'electron',
  win32: 'electron.exe',
}

export interface ElectronSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly folder: string
  readonly platform: NodeJS.Platform
}

const ours: ElectronSurroundings = { env: process.env, folder: projectFolder, platform: process.platform }

/** Electron's binary, when this machine has it. Asking the `electron` package would start a download. */
export function findElectron({ env, folder, platform }: ElectronSurroundings = ours): string | null {
  const name = pathInDist[platform]
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  const candidates = [
    env['ELECTRON_EXEC_PATH'],
    override === undefined || name === undefined ? undefined : join(override, name),
    name === undefined ? undefined : join(folder, 'node_modules/electron/dist', name),
  ]
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path)) ?? null
}

/** As `findElectron`, after one attempt to download the binary. */
export function obtainElectron(): string | null {
  const present = findElectron()
  if (present !== null) return present
  console.error('Fetching Electron, once …')
  spawnSync(process.execPath, [join(projectFolder, 'node_modules/electron/install.js')], {
    stdio: 'ignore',
    timeout: downloadLimitMs,
  })
  return findElectron()
}
