import { readFile } from 'node:fs/promises'
import { freePort } from '../scripts/test-parts/registry.ts'
import { expect, test } from './fixtures.ts'
import { AppPage } from './pages/app.ts'
import { AppForm } from './pages/app-form.ts'
import { AppsPage } from './pages/apps.ts'
import { SettingsPage } from './pages/settings.ts'
import { Shell } from './pages/shell.ts'
import { StatsCharts } from './pages/stats.ts'

const INTERVAL_SECONDS = 5
/** Two rounds, the time that a round takes, and the time until the screen asks again. */
const SHOWN = { timeout: (2 * INTERVAL_SECONDS + 4 + INTERVAL_SECONDS) * 1_000 }

/** The first number of a text as that language writes it: 99.8% in English, 99,8 % in Russian. */
const languages = [
  {
    appLocale: 'en',
    way: 'http',
    percent: /: now (\d{1,3}\.\d)%/,
    mebibytes: /: now \d+\.\d MiB/,
    day: /\d{1,2}/,
  },
  {
    appLocale: 'ru',
    way: 'ipc',
    percent: /: сейчас (\d{1,3},\d)\s%/,
    mebibytes: /: сейчас \d+,\d\sМиБ/,
    day: /\d{1,2}\s\p{L}+/u,
  },
] as const

for (const { appLocale, way, percent, mebibytes, day } of languages) {
  test.describe(`the charts in ${appLocale}`, () => {
    test.use({ appLocale, way })

    test('show a busy container within two rounds, and another window on request', async ({
      app,
      text,
      appName,
      pushVersion,
    }) => {
      const busy = await pushVersion('busy', { body: 'busy', variant: 'busy' })
      const shell = new Shell(app.page, text)
      const apps = new AppsPage(app.page, text)
      const form = new AppForm(app.page, text)
      const web = new AppPage(app.page, text)
      const stats = new StatsCharts(app.page, text)
      await shell.open('settings')
      await new SettingsPage(app.page, text).setInterval(INTERVAL_SECONDS)
      await shell.open('apps')
      await apps.addFirst()
      const port = { container: 8080, host: await freePort() }
      await form.fill({ name: appName, reference: busy.reference, port })
      await form.addAndDeploy()
      await expect(web.history.outcome(1, 'succeeded')).toBeVisible()

      const shownCpu = async () => {
        const name = (await stats.cpu.count()) === 0 ? '' : await stats.cpu.getAttribute('aria-label')
        return Number.parseFloat((percent.exec(name ?? '')?.[1] ?? '0').replace(',', '.'))
      }
      await expect.poll(shownCpu, SHOWN).toBeGreaterThan(5)
      await expect.poll(async () => await stats.line(stats.cpu)).not.toBe('')
      await expect(stats.memory).toHaveAttribute('aria-label', mebibytes)

      const hour = await stats.timeTicks(stats.cpu)
      await stats.show('30d')
      await expect(stats.cpu).toHaveAttribute('aria-label', new RegExp(text('stats:window.30d')))
      const month = await stats.timeTicks(stats.cpu)
      expect(month).not.toEqual(hour)
      expect(month[0]).toMatch(day)
      expect(hour[0]).toMatch(/\d{1,2}:\d{2}/)

      await stats.show('15m')
      const table = await stats.showTable()
      await expect(table.getByRole('row')).not.toHaveCount(0)
      const download = app.page.waitForEvent('download')
      await stats.save()
      const file = await download
      expect(file.suggestedFilename()).toMatch(new RegExp(`^${appName}-15m-\\d{8}T\\d{6}Z\\.csv$`))
      expect(await readFile(await file.path(), 'utf8')).toMatch(
        /^time_utc,epoch_ms,cpu_percent_of_one_core,.*\r\n\d{4}-\d\d-\d\dT[\d:.]+Z,\d{13},\d/,
      )

      await shell.open('apps')
      await expect(apps.row(appName).getByRole('img')).toHaveAttribute('aria-label', /\d/)
      // What a library adds to the page at run time is refused unless it is allowed: the charts have to do without.
      expect(app.complaints()).not.toContain('Content Security Policy')
    })
  })
}
