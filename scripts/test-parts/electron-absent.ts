/** Stands where `electron` would be in unit tests: Electron exists only inside its own binary, so whatever
 *  a unit test reaches for here belongs behind an interface instead. */
function absent(name: string): object {
  return new Proxy(
    {},
    {
      get(_target, member) {
        throw new Error(`electron.${name}.${String(member)} was used in a test that runs without Electron.`)
      },
    },
  )
}

export const app = absent('app')
export const BrowserWindow = absent('BrowserWindow')
export const dialog = absent('dialog')
export const ipcMain = absent('ipcMain')
export const Menu = absent('Menu')
export const nativeTheme = absent('nativeTheme')
export const powerMonitor = absent('powerMonitor')
export const protocol = absent('protocol')
export const safeStorage = absent('safeStorage')
export const session = absent('session')
export const shell = absent('shell')
