// What `import … from 'electron'` yields in the main process. A name that is missing here fails when it is imported.
import { EventEmitter } from 'node:events'
import { Application } from './application.ts'
import { BrowserWindow as PlainBrowserWindow } from './browser-window.ts'
import { protocol as plainProtocol } from './protocol.ts'
import { options, ipcMain as plainIpcMain } from './runtime.ts'
import { onlyEvents, strict } from './strict.ts'
import { tell } from './tell.ts'

export const app = strict('app', new Application())

export const BrowserWindow = strict('BrowserWindow', PlainBrowserWindow)

export const ipcMain = strict('ipcMain', plainIpcMain)

export const protocol = strict('protocol', plainProtocol)

class Theme extends EventEmitter {
  readonly shouldUseDarkColors = options.colorScheme === 'dark'
}

const theme = new Theme()
onlyEvents('nativeTheme', theme, ['updated'])
export const nativeTheme = strict('nativeTheme', theme)

/** This computer never sleeps. */
const power = new EventEmitter()
onlyEvents('powerMonitor', power, ['resume'])
export const powerMonitor = strict('powerMonitor', power)

/** As on a Linux without a keychain. */
export const safeStorage = strict('safeStorage', {
  isEncryptionAvailable: () => false,
  getSelectedStorageBackend: () => 'basic_text',
})

/** One display, as large as that of a laptop. */
export const screen = strict('screen', {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1440, height: 900 } }],
})

export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string) => tell(`${title}: ${content}`),
})

/** The system's browser: what it would open is told instead. */
export const shell = strict('shell', {
  openExternal: async (url: string) => tell(`Opened outside: ${url}`),
})

export const session = strict('session', {
  defaultSession: strict('session', {
    setPermissionRequestHandler: () => undefined,
    setPermissionCheckHandler: () => undefined,
  }),
})
