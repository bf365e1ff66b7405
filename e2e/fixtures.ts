import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect } from '@playwright/test'
import {
  type PushedImage,
  pushWebImage,
  testEngine,
  testRegistry,
  type WebImage,
} from '../scripts/test-parts/images.ts'
import type { Locale } from '../src/contract/settings.ts'
import { type LaunchedApp, type LaunchOptions, launchApp, type Way } from './launch-app.ts'
import { type Texts, textsOf } from './texts.ts'

interface Options {
  /** How the window reaches the application. */
  readonly way: Way
  readonly appLocale: Locale
  /** The engine of the application under test. */
  readonly dockerHost: string
}

interface Fixtures {
  /** An empty folder for everything of this test. */
  readonly folder: string
  /** The texts of the screens, in the language of the test. */
  readonly text: Texts
  readonly app: LaunchedApp
  /** A name for an app, and so for its containers, that no other test of this engine uses. */
  readonly appName: string
  /** Makes and pushes a version of an image; versions of one test share a repository of their own. */
  readonly pushVersion: (tag: string, image: Omit<WebImage, 'reference'>) => Promise<PushedImage>
}

export { expect }

export const test = base.extend<Fixtures & Options>({
  way: ['ipc', { option: true }],
  appLocale: ['en', { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  dockerHost: [async ({}, use) => await use(testEngine()), { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: as above.
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-e2e-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },

  text: async ({ appLocale }, use) => await use(textsOf(appLocale)),

  app: async ({ way, appLocale, dockerHost, folder }, use, testInfo) => {
    const options: LaunchOptions = { way, locale: appLocale, dockerHost, folder }
    const app = await launchApp(options)
    await use(app)
    if (testInfo.status !== testInfo.expectedStatus) {
      // A test that ended the application itself has no window any more.
      if (!app.page.isClosed())
        await testInfo.attach('window', { body: await app.page.screenshot(), contentType: 'image/png' })
      await testInfo.attach('error output', { body: app.complaints(), contentType: 'text/plain' })
    }
    expect(await app.quit(), 'the application ends cleanly').toBe(0)
  },

  appName: async ({ folder }, use) => await use(`web-${folder.slice(folder.lastIndexOf('-') + 1)}`),

  pushVersion: async ({ appName }, use) => {
    const repository = appName.toLowerCase()
    await use(
      async (tag, image) =>
        await pushWebImage({ ...image, reference: `${testRegistry()}/e2e/${repository}:${tag}` }),
    )
  },
})
