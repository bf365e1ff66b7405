import { freePort } from '../scripts/test-parts/registry.ts'
import { expect, test } from './fixtures.ts'
import { AppPage } from './pages/app.ts'
import { AppForm } from './pages/app-form.ts'
import { AppsPage } from './pages/apps.ts'
import { expectAnswer } from './published-port.ts'

const runs = [
  { title: 'in the window', way: 'ipc', appLocale: 'en' },
  { title: 'in the window, in Russian', way: 'ipc', appLocale: 'ru' },
  { title: 'in the browser', way: 'http', appLocale: 'en' },
] as const

for (const { title, way, appLocale } of runs) {
  test.describe(title, () => {
    test.use({ way, appLocale })

    test('deploys an app, deploys a new version, and rolls back to the first', async ({
      app,
      text,
      appName,
      pushVersion,
    }) => {
      const first = await pushVersion('1', { body: 'first version', variant: 'healthy' })
      const second = await pushVersion('2', { body: 'second version', variant: 'healthy' })
      const port = await freePort()
      const apps = new AppsPage(app.page, text)
      const form = new AppForm(app.page, text)
      const web = new AppPage(app.page, text)

      await expect(apps.empty).toBeVisible()
      await apps.addFirst()
      await form.fill({ name: appName, reference: first.reference, port: { container: 8080, host: port } })
      await form.addAndDeploy()

      await expect(web.heading(appName)).toBeVisible()
      await expect(web.history.outcome(1, 'succeeded')).toBeVisible()
      await expect(web.running).toContainText(first.reference)
      await expectAnswer(port, 'first version')

      await web.deploy(appName, second.reference)

      await expect(web.history.outcome(2, 'succeeded')).toBeVisible()
      await expect(web.history.row(2)).toContainText(second.reference)
      await expect(web.history.row(1)).toContainText(first.reference)
      expect(await web.history.sequence()).toEqual([2, 1])
      await expectAnswer(port, 'second version')

      const dialog = await web.history.askRollback(appName, 1)
      await expect(dialog).toContainText(text('deploys:replay.local'))
      await expect(dialog).toContainText(second.reference)
      await expect(dialog).toContainText(first.reference)
      await app.page.keyboard.press('Escape')
      await expect(dialog).toBeHidden()
      await web.history.rollBack(appName, 1)

      await expect(web.history.outcome(3, 'succeeded')).toBeVisible()
      await expect(web.history.row(3)).toContainText(text('deploys:rollbackTo', { seq: 1 }))
      await expect(web.running).toContainText(first.reference)
      await expectAnswer(port, 'first version')
      const details = await web.history.expand(3)
      await expect(details.getByTitle(first.digest)).toBeVisible()
    })
  })
}

test('keeps the version that runs when the new one fails, and says why', async ({
  app,
  text,
  appName,
  pushVersion,
}) => {
  const good = await pushVersion('1', { body: 'the good one', variant: 'healthy' })
  const bad = await pushVersion('2', { body: 'the bad one', variant: 'unhealthy' })
  const port = await freePort()
  const apps = new AppsPage(app.page, text)
  const form = new AppForm(app.page, text)
  const web = new AppPage(app.page, text)
  await apps.addFirst()
  await form.fill({ name: appName, reference: good.reference, port: { container: 8080, host: port } })
  await form.addAndDeploy()
  await expect(web.history.outcome(1, 'succeeded')).toBeVisible()

  await web.deploy(appName, bad.reference)

  await expect(web.history.outcome(2, 'rolled_back')).toBeVisible()
  await expect(web.history.row(2)).toContainText(text('errors:health_unhealthy.title'))
  await expect(web.running).toContainText(good.reference)
  await expect(web.state('running')).toBeVisible()
  await expectAnswer(port, 'the good one')
})
