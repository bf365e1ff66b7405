import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { Host } from '../../../contract/host.ts'
import { defaultSettings } from '../../../contract/settings.ts'
import { fakeSlipway } from '../../testing/fake-slipway.ts'
import { awayHost, edgeHost } from '../../testing/host-samples.ts'
import { offlineHost, onlineHost, sampleWorkload } from '../../testing/samples.ts'
import { show } from '../../testing/show.tsx'

afterEach(() => {
  cleanup()
  sessionStorage.clear()
})

const apps = [sampleWorkload({ name: 'web' }), sampleWorkload({ name: 'api', hostId: 'edge' })]
const row = (name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
const switcher = page.getByRole('combobox', { name: 'Host' })
const choose = async (name: string) => {
  await switcher.click()
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).click()
}

function open(hosts: readonly Host[], locale: 'en' | 'ru' = 'en', at = '/apps') {
  const settings = { ...defaultSettings, locale }
  return show({ client: fakeSlipway({ hosts, workloads: () => apps, settings }), at })
}

describe('the host switcher', () => {
  it('lists the apps of one host, or of all, and remembers which', async () => {
    const first = open([onlineHost, edgeHost])
    await expect.element(row('web')).toBeVisible()
    await choose('edge')
    await expect.element(row('web')).not.toBeInTheDocument()
    await expect.element(row('api')).toBeVisible()
    await expect.element(page.getByText('1 app', { exact: true })).toBeVisible()
    first.unmount()
    open([onlineHost, edgeHost])
    await expect.element(switcher).toHaveValue('edge')
    await expect.element(row('web')).not.toBeInTheDocument()
    await choose('All hosts')
    await expect.element(row('web')).toBeVisible()
  })

  it('leads to the apps from every screen', async () => {
    open([onlineHost, edgeHost], 'en', '/settings')
    await choose('edge')
    await expect.element(page.getByRole('heading', { name: 'Apps', level: 1 })).toBeVisible()
    await expect.element(row('api')).toBeVisible()
  })

  it('says that a host has no apps, and leads back', async () => {
    open([onlineHost, { ...edgeHost, id: 'spare', name: 'spare' }])
    await choose('spare')
    await expect.element(page.getByText('No apps on spare')).toBeVisible()
    await page.getByRole('button', { name: 'Show all hosts' }).click()
    await expect.element(row('web')).toBeVisible()
  })

  it('is not there with one host alone', async () => {
    open([onlineHost])
    await expect.element(row('web')).toBeVisible()
    expect(switcher.elements()).toEqual([])
    expect(page.getByRole('columnheader', { name: 'Host' }).elements()).toEqual([])
  })
})

describe('the apps of several hosts', () => {
  it('stand in one list, each with its host', async () => {
    open([onlineHost, edgeHost])
    await expect.element(page.getByRole('columnheader', { name: 'Host' })).toBeVisible()
    await expect.element(row('web')).toMatchTextContent(/This computer/)
    await expect.element(row('api')).toMatchTextContent(/edge/)
  })

  it('say when their host was last seen', async () => {
    open([onlineHost, awayHost])
    await expect.element(row('api')).toMatchTextContent(/edgeOffline, last seen 5 minutes ago/)
    await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
  })

  it('say it in Russian', async () => {
    open([onlineHost, awayHost], 'ru')
    await expect.element(row('api')).toMatchTextContent(/edgeНе на связи, на связи был 5 минут назад/)
    await expect.element(page.getByRole('link', { name: 'Хосты: 1 не на связи' })).toBeVisible()
  })

  it('show the trouble of the host that is looked at alone', async () => {
    open([onlineHost, awayHost])
    await choose('edge')
    await expect
      .element(page.getByRole('alert', { name: 'edge: The host does not answer' }))
      .toMatchTextContent(/as last known/)
  })
})

describe('the state of the engines', () => {
  it('sums up several hosts by the worst, and leads to them', async () => {
    open([onlineHost, awayHost])
    await page.getByRole('link', { name: 'Hosts: 1 offline' }).click()
    await expect.element(page.getByRole('region', { name: 'edge' })).toBeVisible()
  })

  it('is that of this computer when there is no other', async () => {
    open([offlineHost])
    await expect.element(page.getByRole('link', { name: 'Local engine: Offline' })).toBeVisible()
  })
})
