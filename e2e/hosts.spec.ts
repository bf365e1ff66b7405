import { join } from 'node:path'
import { buildWebImage, testEngine } from '../scripts/test-parts/images.ts'
import { freePort } from '../scripts/test-parts/registry.ts'
import { makeKey, startSshd, type TestSshd } from '../scripts/test-parts/sshd.ts'
import { test as base, expect } from './fixtures.ts'
import { AppPage } from './pages/app.ts'
import { AppForm } from './pages/app-form.ts'
import { AppsPage } from './pages/apps.ts'
import { HostForm, HostsPage } from './pages/hosts.ts'
import { Shell } from './pages/shell.ts'
import { expectAnswer } from './published-port.ts'

const image = 'shop/edge:1'
const name = 'edge'

/** A server with an engine behind it, and the private key that it lets in. */
interface Server {
  readonly sshd: TestSshd
  readonly key: string
}

const test = base.extend<{ server: Server }>({
  server: async ({ folder }, use) => {
    const key = makeKey(join(folder, 'id_edge'))
    const sshd = await startSshd({ authorizedKeys: [`${key}.pub`], dockerHost: testEngine() })
    await buildWebImage({ reference: image, body: 'on the edge', variant: 'healthy' })
    await use({ sshd, key })
    await sshd.stop()
  },
})

for (const { title, way, appLocale } of [
  { title: 'in the window', way: 'ipc', appLocale: 'en' },
  { title: 'in the browser, in Russian', way: 'http', appLocale: 'ru' },
] as const) {
  test.describe(title, () => {
    // This computer has no engine: all that runs, runs on the server.
    test.use({ way, appLocale, dockerHost: 'unix:///nonexistent/docker.sock' })

    test('adds a host over SSH, trusts its key, and deploys an app on it', async ({
      app,
      text,
      appName,
      server: { sshd, key },
    }) => {
      const shell = new Shell(app.page, text)
      const hosts = new HostsPage(app.page, text)
      const form = new HostForm(app.page, text)
      const web = new AppPage(app.page, text)
      const apps = new AppsPage(app.page, text)
      const address = `ssh://${sshd.user}@127.0.0.1:${sshd.port}`

      await shell.open('hosts')
      await hosts.add()
      await form.fill({ address, name, identityFile: key })
      await form.testConnection()
      await expect(form.step('port')).toContainText(text('hosts:test.results.passed'))
      await expect(form.step('key')).toContainText(text('errors:host_key_unknown.title'))
      await expect(form.step('auth')).toContainText(text('hosts:test.results.skipped'))
      await form.save()

      await expect(form.keyQuestion(name)).toContainText(/SHA256:[A-Za-z0-9+/]{43}/)
      await form.trust(name)

      await expect(hosts.state(name, 'online')).toBeVisible()
      await expect(hosts.card(name)).toContainText(text('hosts:product.docker'))
      await expect(hosts.card(name)).toContainText(text('hosts:reach.forward'))
      await expect(await hosts.showDisk(name)).toContainText(text('hosts:disk.images'))

      const port = await freePort()
      await shell.open('apps')
      await apps.addFirst()
      const appForm = new AppForm(app.page, text)
      await appForm.chooseHost(name)
      await appForm.fill({ name: appName, reference: image, port: { container: 8080, host: port } })
      await appForm.addAndDeploy()

      await expect(web.history.outcome(1, 'succeeded')).toBeVisible()
      await expect(web.running).toContainText(name)
      await expectAnswer(port, 'on the edge')
      await expect(shell.hostsState).toContainText(text('shell:engine.all.online'))

      await shell.switchHost(name)
      await expect(apps.row(appName)).toContainText(image)
      await sshd.kill()
      await expect(apps.row(appName)).toContainText(text('hosts:lastSeenAgo', { ago: '' }).trim())
      await sshd.restart()
      await expect(
        web.state('running').or(apps.row(appName).getByText(text('apps:state.running'))),
      ).toBeVisible()
      await expect(shell.hostsState).toContainText(text('shell:engine.all.online'))
    })

    test('refuses a host whose key has changed, and shows both fingerprints', async ({
      app,
      text,
      server: { sshd, key },
    }) => {
      const hosts = new HostsPage(app.page, text)
      const form = new HostForm(app.page, text)
      await new Shell(app.page, text).open('hosts')
      await hosts.add()
      await form.fill({ address: `ssh://${sshd.user}@127.0.0.1:${sshd.port}`, name, identityFile: key })
      await form.save()
      await form.trust(name)
      await expect(hosts.state(name, 'online')).toBeVisible()

      await sshd.kill()
      sshd.renewHostKeys()
      await sshd.restart()

      await expect(hosts.state(name, 'refused')).toBeVisible()
      const trouble = hosts.card(name).getByRole('alert', { name: text('errors:host_key_changed.title') })
      await expect(trouble.getByText(/^SHA256:/)).toHaveCount(2)
      await expect(trouble.getByRole('button', { name: text('hosts:trust.open') })).toHaveCount(0)
    })
  })
}
