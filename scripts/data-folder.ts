import { posix, win32 } from 'node:path'

/** What the place of a user's data depends on. */
export interface UserSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  readonly platform: NodeJS.Platform
}

/** The folder that Electron uses for the data of this user, so that window and browser show the same apps. */
export function dataFolder({ env, home, platform }: UserSurroundings): string {
  switch (platform) {
    case 'darwin':
      return posix.join(home, 'Library/Application Support/Slipway')
    case 'win32':
      return win32.join(given(env['APPDATA']) ?? win32.join(home, 'AppData/Roaming'), 'Slipway')
    default:
      return posix.join(given(env['XDG_CONFIG_HOME']) ?? posix.join(home, '.config'), 'Slipway')
  }
}

function given(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value
}
