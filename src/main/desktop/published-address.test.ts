import { expect, it } from 'vitest'
import { isPublishedAddress } from './published-address.ts'

it.each([
  ['http://127.0.0.1:8080/', true],
  ['http://localhost:8080/', true],
  ['http://[::1]:8080/', true],
  ['https://127.0.0.1:8080/', false],
  ['http://127.0.0.1.example.com/', false],
  ['http://user:word@127.0.0.1:8080/', false],
  ['http://example.com/', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['smb://127.0.0.1/', false],
  ['', false],
])('a link to %s is opened outside the window: %s', (link, expected) => {
  expect(isPublishedAddress(link)).toBe(expected)
})
