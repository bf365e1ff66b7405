import { EventEmitter } from 'node:events'
import { ChromiumWindows, readOptions } from './chromium-windows.ts'

export const options = readOptions()

/** Messages of all windows, by channel. */
export const ipcMain = new EventEmitter()

/** What the application hears of its windows: `created` with each, `all-closed` after the last. */
export const windowLife = new EventEmitter()

/** Chromium starts with the application, as it does in Electron. */
export const windows = new ChromiumWindows(options)
