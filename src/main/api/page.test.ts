import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Page } from './page.ts'
import { HttpFixture } from './testing/http-fixture.ts'

let fixture: HttpFixture

beforeEach(async () => {
  fixture = await HttpFixture.open()
})

afterEach(async () => {
  await fixture.dispose()
})

describe('the page', () => {
  it('comes with a strict policy and a nonce of its own in each answer', async () => {
    const first = await fixture.call('GET', '/')
    const second = await fixture.call('GET', '/index.html')

    const nonce = /'nonce-([^']+)'/.exec(String(first.headers['content-security-policy']))?.[1] ?? ''
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(first.text).toBe(
      `<meta nonce="${nonce}"><script nonce="${nonce}" src="./assets/index-1.js"></script>`,
    )
    expect(second.text).not.toContain(nonce)
    expect(first.headers).toMatchObject({
      'content-security-policy': `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'nonce-${nonce}'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
  })

  it('has its assets kept for good', async () => {
    const answer = await fixture.call('GET', '/assets/index-1.js')

    expect(answer.text).toBe('export {}')
    expect(answer.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect(await fixture.call('HEAD', '/assets/index-1.js')).toMatchObject({ status: 200, text: '' })
  })

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets\\..\\..\\secret.txt',
    '//etc/passwd',
    '/assets/',
    '/assets/nothing.js',
    '/%ff',
    '/%00',
  ])('leads to no file at %s', async (path) => {
    const answer = await fixture.call('GET', path)

    expect(answer).toMatchObject({ status: 404, json: { code: 'path_not_found' } })
  })

  it('is only to be read', async () => {
    const answer = await fixture.call('POST', '/')

    expect(answer).toMatchObject({ status: 405 })
    expect(answer.headers.allow).toBe('GET, HEAD')
  })

  it('says what to do when it is not built', () => {
    expect(new Page(join(fixture.folder, 'nowhere')).answer('/')).toMatchObject({
      status: 503,
      body: expect.stringContaining('npm run build'),
    })
  })
})
