import { startEngine, type TestEngine } from '../scripts/test-parts/engine.ts'
import { buildWebImage } from '../scripts/test-parts/images.ts'
import { freePort } from '../scripts/test-parts/registry.ts'
import type { HostErrorCode } from '../src/contract/errors.ts'
import { test as base, expect } from './fixtures.ts'
import { type LaunchedApp, launchApp } from './launch-app.ts'
import { AppPage } from './pages/app.ts'
import { AppForm } from './pages/app-form.ts'
import { AppsPage } from './pages/apps.ts'
import { HostsPage } from './pages/hosts.ts'
import { NoEngine } from './pages/no-engine.ts'
import { Shell } from './pages/shell.ts'
import { expectAnswer } from './published-port.ts'
import type { Texts } from './texts.ts'

const versions = ['shop/offline:1', 'shop/offline:2'] as const

interface Own {
  /** An engine of this test alone, with both versions on it. */
  readonly engine: TestEngine
  /** Ends Slipway and starts it again on the same data. */
  readonly restartSlipway: () => Promise<LaunchedApp>
}

const test = base.extend<Own>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  engine: async ({}, use) => {
    const engine = await startEngine()
    for (const reference of versions) {
      await buildWebImage({ reference, body: reference, variant: 'healthy' }, { engine: engine.endpoint })
    }
    await use(engine)
    await engine.stop()
  },
  dockerHost: async ({ engine }, use) => await use(engine.endpoint),
  restartSlipway: async ({ app, way, appLocale, dockerHost, folder }, use) => {
    let again: LaunchedApp | null = null
    await use(async () => {
      expect(await app.quit()).toBe(0)
      again = await launchApp({ way, locale: appLocale, dockerHost, folder })
      return again
    })
    expect(await (again as LaunchedApp | null)?.quit()).toBe(0)
  },
})

/** The app's first version, deployed; resolves to the port that it answers on. */
async function deployFirst(app: LaunchedApp, text: Texts, name: string): Promise<number> {
  const port = await freePort()
  const form = new AppForm(app.page, text)
  await new AppsPage(app.page, text).addFirst()
  await form.fill({ name, reference: versions[0], port: { container: 8080, host: port } })
  await form.addAndDeploy()
  await expect(new AppPage(app.page, text).history.outcome(1, 'succeeded')).toBeVisible()
  await expectAnswer(port, versions[0])
  return port
}

/** Goes from screen to screen, and finds on each what was last known, and since when. */
async function expectLastKnown(
  app: LaunchedApp,
  text: Texts,
  name: string,
  reason: HostErrorCode,
): Promise<void> {
  const shell = new Shell(app.page, text)
  const apps = new AppsPage(app.page, text)
  const page = new AppPage(app.page, text)
  const hosts = new HostsPage(app.page, text)
  const lastSeen = text('hosts:lastSeenAgo', { ago: '' }).trim()
  const trouble = new NoEngine(app.page, text, reason).alert

  await shell.open('apps')
  await expect(trouble).toContainText(lastSeen)
  await expect(apps.row(name)).toContainText(versions[0])
  await expect(apps.row(name)).toContainText(lastSeen)

  await apps.open(name)
  await expect(page.heading(name)).toBeVisible()
  await expect(trouble).toContainText(lastSeen)
  await expect(page.running).toContainText(versions[0])
  await expect(page.running).toContainText(lastSeen)
  await expect(page.history.outcome(1, 'succeeded')).toBeVisible()
  await expect(await page.history.expand(1)).toContainText(versions[0])

  await app.page.getByRole('link', { name: text('apps:detail.edit'), exact: true }).click()
  await expect(new AppForm(app.page, text).reference).toHaveValue(versions[0])

  await shell.open('hosts')
  const card = hosts.card(text('hosts:local'))
  await expect(hosts.state(text('hosts:local'), 'offline')).toBeVisible()
  await expect(card).toContainText(text('hosts:asLastSeen'))
  await expect(card).toContainText(text('hosts:product.docker'))

  await shell.open('settings')
  await expect(app.page.getByRole('heading', { name: text('settings:title'), level: 1 })).toBeVisible()
}

for (const { title, way, appLocale } of [
  { title: 'in the window', way: 'ipc', appLocale: 'en' },
  { title: 'in the browser, in Russian', way: 'http', appLocale: 'ru' },
] as const) {
  test.describe(title, () => {
    test.use({ way, appLocale })

    test('shows on every screen what was last known while the engine is stopped, also after a restart', async ({
      app,
      engine,
      text,
      appName,
      restartSlipway,
    }) => {
      await deployFirst(app, text, appName)

      await engine.pause()

      await expectLastKnown(app, text, appName, 'engine_down')
      // By then its socket is gone too.
      await expectLastKnown(await restartSlipway(), text, appName, 'engine_not_found')
    })
  })
}

test('runs a queued deploy by itself when the engine is back', async ({ app, engine, text, appName }) => {
  const page = new AppPage(app.page, text)
  const port = await deployFirst(app, text, appName)
  await engine.pause()
  await expect(new NoEngine(app.page, text, 'engine_down').alert).toBeVisible()

  await page.deployWhenBack(appName, versions[1])

  await expect(page.waiting(2)).toBeVisible()
  await expect(page.history.row(2)).toContainText(text('deploys:waiting.mark', { name: text('hosts:local') }))

  await engine.restart()

  await expect(page.history.outcome(2, 'succeeded')).toBeVisible()
  await expect(page.running).toContainText(versions[1])
  await expectAnswer(port, versions[1])
})

test('runs a queued deploy when the engine is back after Slipway was restarted', async ({
  app,
  engine,
  text,
  appName,
  restartSlipway,
}) => {
  const port = await deployFirst(app, text, appName)
  await engine.pause()
  await expect(new NoEngine(app.page, text, 'engine_down').alert).toBeVisible()
  await new AppPage(app.page, text).deployWhenBack(appName, versions[1])
  await expect(new AppPage(app.page, text).waiting(2)).toBeVisible()

  const again = await restartSlipway()
  const page = new AppPage(again.page, text)
  await new AppsPage(again.page, text).open(appName)
  await expect(page.waiting(2)).toBeVisible()
  await engine.restart()

  await expect(page.history.outcome(2, 'succeeded')).toBeVisible()
  await expectAnswer(port, versions[1])
})
