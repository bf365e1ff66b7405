import { expect, test } from './fixtures.ts'
import { AppsPage } from './pages/apps.ts'
import { Shell } from './pages/shell.ts'
import { textsOf } from './texts.ts'

const russian = textsOf('ru')

test('switches the language live and remembers it', async ({ app, text }) => {
  const shell = new Shell(app.page, text)
  await expect(new AppsPage(app.page, text).heading).toBeVisible()

  await shell.switchLanguage('ru')

  await expect(app.page.getByRole('heading', { name: russian('apps:title'), level: 1 })).toBeVisible()

  await app.page.reload()

  await expect(app.page.getByRole('heading', { name: russian('apps:title'), level: 1 })).toBeVisible()
})

test('stays on its own page: no link, script or window leads out of it', async ({ app, text }) => {
  const apps = new AppsPage(app.page, text)
  await expect(apps.heading).toBeVisible()
  const address = app.page.url()

  // In the page, so as text: the types of the DOM are not those of the tests.
  await app.page.evaluate(`
    const link = document.createElement('a')
    link.href = 'https://example.com/'
    link.textContent = 'away'
    document.body.append(link)
  `)
  await app.page.getByRole('link', { name: 'away' }).click()
  // Electron opens none; with its stand-in the browser does, and the stand-in has to close it.
  const opening = app.page.waitForEvent('popup', { timeout: 2_000 }).catch(() => null)
  await app.page.evaluate("void window.open('https://example.com/')")
  const popup = await opening
  await expect.poll(() => popup?.isClosed() ?? true).toBe(true)
  await expect(apps.heading).toBeVisible()
  expect(app.page.url()).toBe(address)
})

test('runs no script that its page did not bring', async ({ app, text }) => {
  await expect(new AppsPage(app.page, text).heading).toBeVisible()

  const hasRun = await app.page.evaluate(`
    const script = document.createElement('script')
    script.textContent = 'globalThis.intruder = true'
    document.body.append(script)
    'intruder' in globalThis
  `)

  expect(hasRun).toBe(false)
})
