import { ORPCError } from '@orpc/client'
import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Failure } from '../../../contract/failure.ts'
import type { Host, HostCreate } from '../../../contract/host.ts'
import { defaultSettings } from '../../../contract/settings.ts'
import { type FakeSlipway, fakeSlipway, type HostCalls } from '../../testing/fake-slipway.ts'
import {
  edgeFingerprint,
  edgeHost,
  lockedHost,
  passedTest,
  refusedTest,
  untrustedHost,
} from '../../testing/host-samples.ts'
import { onlineHost } from '../../testing/samples.ts'
import { show } from '../../testing/show.tsx'

afterEach(cleanup)

const sshNames = [
  { name: 'edge', hostName: 'edge.lan', user: 'deploy', port: 2222 },
  { name: 'build', hostName: '192.0.2.20', user: 'root', port: 22 },
]
const address = page.getByRole('combobox', { name: 'Address' })
const field = (name: string) => page.getByRole('textbox', { name, exact: true })
const addButton = page.getByRole('button', { name: 'Add host' })

function open(hostCalls: Partial<HostCalls>, fake: FakeSlipway = {}) {
  show({ client: fakeSlipway({ hostCalls, sshNames, ...fake }), at: '/hosts/new' })
}

describe('the form for a host', () => {
  it('offers the names of the SSH settings, and calls the host by the one that is picked', async () => {
    const create = vi.fn((_input: HostCreate) => edgeHost)
    open({ create })
    await address.fill('192.0')
    await expect.element(page.getByRole('option', { name: /build.*root@192\.0\.2\.20:22/ })).toBeVisible()
    await address.fill('ed')
    await page.getByRole('option', { name: /edge/ }).click()
    await expect.element(field('Name')).toHaveValue('edge')
    await addButton.dblClick()
    await expect.element(page.getByRole('heading', { name: 'Hosts', level: 1 })).toBeVisible()
    expect(create).toHaveBeenCalledExactlyOnceWith({
      name: 'edge',
      endpoint: 'edge',
      identityFile: null,
      tls: null,
    })
  })

  it('takes an address with a key file', async () => {
    const create = vi.fn((_input: HostCreate) => edgeHost)
    open({ create })
    await address.fill('ssh://deploy@edge.lan:2222')
    await field('Name').fill('the edge')
    await field('Private key file').fill('~/.ssh/id_edge')
    await addButton.click()
    await expect
      .poll(() => create.mock.calls)
      .toEqual([
        [
          {
            name: 'the edge',
            endpoint: 'ssh://deploy@edge.lan:2222',
            identityFile: '~/.ssh/id_edge',
            tls: null,
          },
        ],
      ])
  })

  it('asks for certificate files where TCP needs them', async () => {
    const create = vi.fn((_input: HostCreate) => edgeHost)
    open({ create })
    await address.fill('tcp://build.lan:2376')
    await field('Certificate (cert.pem)').fill('~/certs/cert.pem')
    await addButton.click()
    await expect.element(field('Key (key.pem)')).toHaveAccessibleDescription(/Certificate and key belong/)
    await field('Key (key.pem)').fill('~/certs/key.pem')
    await addButton.click()
    await expect
      .poll(() => create.mock.calls[0]?.[0].tls)
      .toEqual({ ca: null, cert: '~/certs/cert.pem', key: '~/certs/key.pem' })
  })

  it('says why certificate files are needed where there are none', async () => {
    const create = (): Host => {
      const issues = [{ path: 'tls', message: 'Give the certificate files.' }]
      throw new ORPCError('invalid_input', { defined: true, status: 400, data: { path: 'tls', issues } })
    }
    open({ create })
    await address.fill('tcp://build.lan:2376')
    await addButton.click()
    await expect
      .element(field('Certificate (cert.pem)'))
      .toHaveAccessibleDescription(/DOCKER_CERT_PATH is not set here/)
  })

  it('says at the field what is missing, and goes there', async () => {
    open({})
    await addButton.click()
    await expect.element(address).toHaveAccessibleDescription(/Give an address such as/)
    await expect.element(address).toHaveFocus()
    await expect.element(field('Name')).toHaveAccessibleDescription(/Give a name/)
  })

  it('puts what the server refuses at its field', async () => {
    const create = vi
      .fn<() => Host>()
      .mockImplementationOnce(() => {
        const issues = [{ path: 'endpoint', message: 'No passwords in an address.' }]
        throw new ORPCError('invalid_input', {
          defined: true,
          status: 400,
          data: { path: 'endpoint', issues },
        })
      })
      .mockImplementationOnce(() => {
        throw new Failure('name_taken', { name: 'edge' })
      })
    open({ create })
    await address.fill('ssh://deploy:secret@edge.lan')
    await addButton.click()
    await expect.element(address).toHaveAccessibleDescription(/without a password/)
    await address.fill('ssh://deploy@edge.lan')
    await addButton.click()
    await expect.element(field('Name')).toHaveAccessibleDescription(/Another host is called “edge”/)
  })

  it('asks about an unknown key as soon as the host is added', async () => {
    const trust = vi.fn(() => edgeHost)
    open({ create: () => untrustedHost, trust })
    await address.fill('edge')
    await addButton.click()
    const dialog = page.getByRole('dialog', { name: 'Do you trust this key of edge?' })
    await expect.element(dialog).toMatchTextContent(edgeFingerprint)
    await dialog.getByRole('button', { name: 'It is equal: trust this key' }).click()
    await expect.element(page.getByRole('heading', { name: 'Hosts', level: 1 })).toBeVisible()
    expect(trust).toHaveBeenCalledOnce()
  })

  it('asks for a passphrase as soon as the host is added', async () => {
    open({ create: () => lockedHost, unlock: () => edgeHost })
    await address.fill('edge')
    await addButton.click()
    const dialog = page.getByRole('dialog', { name: 'Passphrase of the key for edge' })
    await dialog.getByLabelText('Passphrase', { exact: true }).fill('correct horse')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('heading', { name: 'Hosts', level: 1 })).toBeVisible()
  })

  it('changes a host that is there', async () => {
    const update = vi.fn(() => ({ ...edgeHost, name: 'border' }))
    show({
      client: fakeSlipway({ hosts: [onlineHost, edgeHost], hostCalls: { update }, sshNames }),
      at: '/hosts/edge/edit',
    })
    await expect.element(address).toHaveValue('ssh://deploy@edge.lan:2222')
    await field('Name').fill('border')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await expect.element(page.getByRole('region', { name: 'border' })).toBeVisible()
    expect(update).toHaveBeenCalledExactlyOnceWith({
      id: 'edge',
      name: 'border',
      endpoint: 'ssh://deploy@edge.lan:2222',
      identityFile: '~/.ssh/id_ed25519',
      tls: null,
    })
  })
})

describe('the test of a connection', () => {
  const result = page.getByRole('region', { name: 'Connection test' })

  it('shows every step that was passed', async () => {
    const test = vi.fn(() => passedTest)
    open({ test })
    await address.fill('ssh://deploy@edge.lan:2222')
    await page.getByRole('button', { name: 'Test the connection' }).dblClick()
    await expect.element(result.getByRole('status')).toMatchTextContent('The connection works')
    await expect
      .poll(() =>
        result
          .getByRole('listitem')
          .elements()
          .map(({ textContent }) => textContent),
      )
      .toEqual([
        'Name: Passed192.0.2.7',
        'Port: Passed2222',
        `Host key: Passed${edgeFingerprint}`,
        'Sign-in: Passeddeploy',
        'Engine: Passed/var/run/docker.sock',
        'Version: Passed27.1.0',
      ])
    expect(test).toHaveBeenCalledExactlyOnceWith({
      endpoint: 'ssh://deploy@edge.lan:2222',
      identityFile: null,
      tls: null,
    })
  })

  it('says at which step it ended, why, and what to do', async () => {
    open({ test: () => refusedTest })
    await address.fill('edge')
    await page.getByRole('button', { name: 'Test the connection' }).click()
    const steps = result.getByRole('listitem')
    await expect
      .element(steps.nth(3))
      .toMatchTextContent(/Sign-in: Failed.*lets nobody in with these keys.*authorized_keys/)
    await expect.element(steps.nth(4)).toMatchTextContent(/Engine: Not reached/)
  })

  it('shows the fingerprint that is to be compared', async () => {
    const steps = passedTest.steps.map((step) =>
      step.step === 'key'
        ? { ...step, result: 'failed' as const, reason: 'host_key_unknown' as const, detail: null }
        : step,
    )
    open({ test: () => ({ steps, hostKey: untrustedHost.hostKey }) })
    await address.fill('edge')
    await page.getByRole('button', { name: 'Test the connection' }).click()
    const step = result.getByRole('listitem').nth(2)
    await expect.element(step).toMatchTextContent(/key is not known yet.*Compare the fingerprint/)
    await expect.element(step.getByText(edgeFingerprint, { exact: true })).toBeVisible()
  })

  it('counts only for the way that was tested', async () => {
    open({ test: () => passedTest })
    await address.fill('edge')
    await page.getByRole('button', { name: 'Test the connection' }).click()
    await expect.element(result.getByRole('list')).toBeVisible()
    await address.fill('build')
    await expect.element(result.getByRole('list')).not.toBeInTheDocument()
  })

  it('speaks Russian', async () => {
    open({ test: () => refusedTest }, { settings: { ...defaultSettings, locale: 'ru' } })
    await page.getByRole('combobox', { name: 'Адрес' }).fill('edge')
    await page.getByRole('button', { name: 'Проверить соединение' }).click()
    const region = page.getByRole('region', { name: 'Проверка соединения' })
    await expect
      .element(region.getByRole('listitem').nth(3))
      .toMatchTextContent(/Вход: Ошибка.*Хост не принял ни одного ключа/)
  })
})
