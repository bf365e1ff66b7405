import { expect, test } from './fixtures.ts'
import { AppsPage } from './pages/apps.ts'
import { NoEngine } from './pages/no-engine.ts'
import { Shell } from './pages/shell.ts'

const nowhere = 'unix:///nonexistent/docker.sock'

for (const way of ['ipc', 'http'] as const) {
  test.describe(way === 'ipc' ? 'in the window' : 'in the browser', () => {
    test.use({ way, dockerHost: nowhere })

    test('opens without an engine and shows where it looked for one', async ({ app, text }) => {
      const shell = new Shell(app.page, text)
      const apps = new AppsPage(app.page, text)
      const noEngine = new NoEngine(app.page, text, 'engine_not_found')

      await expect(apps.heading).toBeVisible()
      await expect(shell.engineState).toContainText(text('shell:engine.offline'))
      await expect(noEngine.alert).toContainText(text('errors:engine_not_found.remedy'))
      await expect(noEngine.attempts).toContainText('DOCKER_HOST')
      await expect(noEngine.attempts).toContainText(nowhere)
      await expect(apps.empty).toBeVisible()
    })
  })
}
