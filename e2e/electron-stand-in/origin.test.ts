import { expect, test } from 'vitest'
import { toAppUrl, toBrowserUrl } from './origin.ts'

test.each([
  [
    'slipway://app/index.html?transport=ipc#/apps',
    'http://app.slipway.stand-in.localhost/index.html?transport=ipc#/apps',
  ],
  ['slipway://app/', 'http://app.slipway.stand-in.localhost/'],
  ['https://example.com/a', 'https://example.com/a'],
])('%s is served as %s and read back', (app, browser) => {
  expect(toBrowserUrl(app)).toBe(browser)
  expect(toAppUrl(browser)).toBe(app)
})

test('an address that only looks like ours is not taken for it', () => {
  expect(toAppUrl('http://app.slipway.stand-in.localhost.evil.example/')).not.toMatch(/^slipway:/)
})
