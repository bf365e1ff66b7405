import { expect, test } from 'vitest'
import { dataFolder } from './data-folder.ts'

test.each([
  ['linux', {}, '/home/ann', '/home/ann/.config/Slipway'],
  ['linux', { XDG_CONFIG_HOME: '/cfg' }, '/home/ann', '/cfg/Slipway'],
  ['linux', { XDG_CONFIG_HOME: '' }, '/home/ann', '/home/ann/.config/Slipway'],
  ['darwin', {}, '/Users/ann', '/Users/ann/Library/Application Support/Slipway'],
  [
    'win32',
    { APPDATA: 'C:\\Users\\ann\\AppData\\Roaming' },
    'C:\\Users\\ann',
    'C:\\Users\\ann\\AppData\\Roaming\\Slipway',
  ],
] as const)('on %s with %o it is the folder that Electron uses', (platform, env, home, expected) => {
  expect(dataFolder({ platform, env, home })).toBe(expected)
})
