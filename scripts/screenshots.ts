// npm run screenshots: the pictures of the README, taken of the built application on a private engine and registry.
//   npm run screenshots -- --all DIR   every main screen × language × colour scheme × window size, for review
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import type { Page } from '@playwright/test'
import { type LaunchedApp, launchApp } from '../e2e/launch-app.ts'
import { AppPage } from '../e2e/pages/app.ts'
import { AppForm } from '../e2e/pages/app-form.ts'
import { AppsPage } from '../e2e/pages/apps.ts'
import { HostForm, HostsPage } from '../e2e/pages/hosts.ts'
import { SettingsPage } from '../e2e/pages/settings.ts'
import { Shell } from '../e2e/pages/shell.ts'
import { StatsCharts } from '../e2e/pages/stats.ts'
import { type Texts, textsOf } from '../e2e/texts.ts'
import type { Locale } from '../src/contract/settings.ts'
import { ensureBuilt, projectFolder } from './build-state.ts'
import { askEngine, getFromEngine } from './test-parts/engine-api.ts'
import { buildWebImage, testEngine } from './test-parts/images.ts'
import { freePort } from './test-parts/registry.ts'

const locales: readonly Locale[] = ['en', 'ru']
const colorSchemes = ['light', 'dark'] as const
const sizes = { small: { width: 900, height: 640 }, large: { width: 1440, height: 900 } }
const readmeSize = { width: 1280, height: 1010 }

const name = 'shop'

/** As often as can be: the charts are to have something on them. */
const sampleSeconds = 5

/** Images as a reader knows them; they exist on the private engine only, so no address stands in the pictures. */
const versions = ['shop/web:1.4.2', 'shop/web:1.5.0'] as const

const { values } = parseArgs({ options: { all: { type: 'string' } } })
const folder = mkdtempSync(join(tmpdir(), 'slipway-screenshots-'))
try {
  await ensureBuilt()
  for (const [index, reference] of versions.entries()) {
    await buildWebImage({ reference, body: `version ${index + 1}`, variant: 'healthy' })
  }
  if (values.all === undefined) await takeReadmePictures(join(projectFolder, 'docs/screenshots'))
  else await takeAll(resolve(values.all))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function takeReadmePictures(target: string): Promise<void> {
  mkdirSync(target, { recursive: true })
  for (const locale of locales) {
    const text = textsOf(locale)
    await withApp({ locale, colorScheme: 'light', size: readmeSize, scale: 2 }, async ({ page }) => {
      await deployTwiceAndRollBack(page, text)
      await page.mouse.move(640, 500)
      await page.mouse.wheel(0, -5_000)
      await snap(page, join(target, `app-after-rollback.${locale}.png`))
    })
  }
}

async function takeAll(target: string): Promise<void> {
  mkdirSync(target, { recursive: true })
  for (const locale of locales) {
    for (const colorScheme of colorSchemes) {
      const text = textsOf(locale)
      await withApp({ locale, colorScheme, size: sizes.large, scale: 1 }, async ({ page }) => {
        await tour(page, text, async (screen) => {
          for (const [name, size] of Object.entries(sizes)) {
            await page.setViewportSize(size)
            await snap(page, join(target, `${screen}.${locale}.${colorScheme}.${name}.png`))
          }
          await page.setViewportSize(sizes.large)
        })
      })
    }
  }
}

/** Walks through the main screens, from a first start to an app after its rollback. */
async function tour(page: Page, text: Texts, onScreen: (name: string) => Promise<void>): Promise<void> {
  const shell = new Shell(page, text)
  const apps = new AppsPage(page, text)
  const app = new AppPage(page, text)
  await apps.empty.waitFor()
  await onScreen('apps-empty')
  await apps.addFirst()
  await new AppForm(page, text).name.waitFor()
  await onScreen('app-form')
  await shell.open('apps')
  await deployTwiceAndRollBack(page, text)
  await onScreen('app')
  const stats = new StatsCharts(page, text)
  await (await stats.showTable()).waitFor()
  await onScreen('app-numbers')
  await stats.showCharts()
  await app.history.expand(3)
  await onScreen('app-details')
  const dialog = await app.history.askRollback(name, 2)
  await onScreen('rollback-dialog')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await shell.open('apps')
  await apps.row(name).waitFor()
  await onScreen('apps')
  for (const place of ['hosts', 'settings'] as const) {
    await shell.open(place)
    await page.getByRole('heading', { name: text(`${place}:title`), level: 1 }).waitFor()
    await onScreen(place)
  }
  await shell.open('hosts')
  await new HostsPage(page, text).add()
  await new HostForm(page, text).name.waitFor()
  await onScreen('host-form')
}

async function deployTwiceAndRollBack(page: Page, text: Texts): Promise<void> {
  const [first, second] = versions
  const app = new AppPage(page, text)
  const form = new AppForm(page, text)
  const shell = new Shell(page, text)
  await shell.open('settings')
  await new SettingsPage(page, text).setInterval(sampleSeconds)
  await shell.open('apps')
  await new AppsPage(page, text).addFirst()
  await form.fill({ name, reference: first, port: { container: 8080, host: await pleasantPort() } })
  await form.addAndDeploy()
  await app.history.outcome(1, 'succeeded').waitFor()
  await app.deploy(name, second)
  await app.history.outcome(2, 'succeeded').waitFor()
  await app.history.rollBack(name, 1)
  await app.history.outcome(3, 'succeeded').waitFor()
  await app.state('running').waitFor()
  const stats = new StatsCharts(page, text)
  await stats.show('15m')
  await stats.cpu.locator('.recharts-line-curve').first().waitFor()
}

interface Look {
  readonly locale: Locale
  readonly colorScheme: 'light' | 'dark'
  readonly size: { readonly width: number; readonly height: number }
  readonly scale: number
}

async function withApp(look: Look, use: (app: LaunchedApp) => Promise<void>): Promise<void> {
  await removeContainers()
  const own = mkdtempSync(join(folder, 'app-'))
  const app = await launchApp({ way: 'ipc', folder: own, dockerHost: testEngine(), ...look })
  try {
    await use(app)
  } catch (error) {
    process.stderr.write(app.complaints())
    throw error
  } finally {
    await app.quit()
  }
}

/** Every picture begins with an engine on which nothing runs; it is a private one. */
async function removeContainers(): Promise<void> {
  const containers = await getFromEngine<{ Id: string }[]>(testEngine(), '/containers/json?all=true')
  for (const { Id } of containers) await askEngine(testEngine(), 'DELETE', `/containers/${Id}?force=true`)
}

/** A port that a reader would choose too, where it is free. */
async function pleasantPort(): Promise<number> {
  return (await isFree(8080)) ? 8080 : await freePort()
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const probe = createServer()
    probe.on('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

/** Notifications go by themselves; until then they would hide what is behind them. */
async function snap(page: Page, path: string): Promise<void> {
  await page.mouse.move(0, 0)
  await page.locator('.mantine-Notification-root').first().waitFor({ state: 'detached' })
  await page.evaluate('document.fonts.ready.then(() => undefined)')
  await page.screenshot({ path, animations: 'disabled' })
  console.log(path)
}
