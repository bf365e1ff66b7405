import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import { Failure } from '../../../contract/failure.ts'
import type { Host } from '../../../contract/host.ts'
import { defaultSettings } from '../../../contract/settings.ts'
import { type FakeSlipway, fakeSlipway } from '../../testing/fake-slipway.ts'
import {
  awayHost,
  changedHost,
  edgeFingerprint,
  edgeHost,
  lockedHost,
  sampleDisk,
  strangeFingerprint,
  untrustedHost,
} from '../../testing/host-samples.ts'
import { onlineHost, sampleWorkload } from '../../testing/samples.ts'
import { show } from '../../testing/show.tsx'

afterEach(cleanup)

const card = (name: string) => page.getByRole('region', { name, exact: true })

function open(edge: Host, fake: FakeSlipway = {}, locale: 'en' | 'ru' = 'en') {
  const settings = { ...defaultSettings, locale }
  return show({ client: fakeSlipway({ hosts: [edge, onlineHost], settings, ...fake }), at: '/hosts' })
}

describe('the list of hosts', () => {
  it('shows this computer first, and of each host its engine and the way to it', async () => {
    open(edgeHost)
    await expect.element(card('edge')).toMatchTextContent(/Online.*Docker Engine27\.1\.0.*API version1\.46/)
    await expect.element(card('edge')).toMatchTextContent(/CPUs8.*Memory16 GiB/)
    await expect.element(card('edge')).toMatchTextContent(/SSH, forwarded to the engine's socket/)
    await expect.element(card('edge')).toMatchTextContent(/Stats read fromThe engine's API/)
    await expect.element(card('edge')).toMatchTextContent(edgeFingerprint)
    const headings = page.getByRole('heading', { level: 2 })
    expect(headings.elements().map(({ textContent }) => textContent)).toEqual(['This computer', 'edge'])
  })

  it('says of a host that is away why, since when, and when it is tried again', async () => {
    open(awayHost)
    const trouble = card('edge').getByRole('alert', { name: 'The host does not answer' })
    await expect.element(trouble).toMatchTextContent(/Check the network, the VPN and the firewall/)
    await expect.element(trouble).toMatchTextContent(/last seen 5 minutes ago/i)
    await expect.element(trouble).toMatchTextContent(/Next attempt in \d+s/)
    await expect.element(card('edge')).toMatchTextContent(/The engine as last seen.*27\.1\.0/)
  })

  it('does not say “now” of a host that has only just gone', async () => {
    open({ ...awayHost, lastSeenAt: Date.now() })
    const trouble = card('edge').getByRole('alert', { name: 'The host does not answer' })
    await expect.element(trouble).toMatchTextContent(/last seen just now/i)
  })

  it('speaks Russian', async () => {
    open(awayHost, {}, 'ru')
    const trouble = card('edge').getByRole('alert', { name: 'Хост не отвечает' })
    await expect.element(trouble).toMatchTextContent(/на связи был 5 минут назад.*Следующая попытка через/)
    await expect.element(card('edge')).toMatchTextContent(/Не на связи.*Движок по последним данным/)
    await expect.element(page.getByRole('button', { name: 'Подключить сейчас: edge' })).toBeEnabled()
  })

  it('connects at once when asked to', async () => {
    open(awayHost, { hostCalls: { check: () => edgeHost } })
    await page.getByRole('button', { name: 'Connect now: edge' }).click()
    await expect.element(card('edge').getByRole('status').first()).toMatchTextContent('Online')
    await expect.element(card('edge').getByRole('alert')).not.toBeInTheDocument()
  })

  it('lets a viewer look, and says why nothing can be changed', async () => {
    show({ client: fakeSlipway({ hosts: [edgeHost, onlineHost] }), at: '/hosts', role: 'viewer' })
    const remove = page.getByRole('button', { name: 'Remove edge' })
    await expect.element(remove).toBeDisabled()
    await expect.element(remove).toHaveAccessibleDescription(/Changes need an admin token/)
  })
})

describe('the key of a host', () => {
  it('is shown whole with the way to compare it, and is trusted once', async () => {
    const trust = vi.fn(() => edgeHost)
    open(untrustedHost, { hostCalls: { trust } })
    await page.getByRole('button', { name: 'Compare the key of edge' }).click()
    const dialog = page.getByRole('dialog', { name: 'Do you trust this key of edge?' })
    await expect.element(dialog).toMatchTextContent(/\[edge\.lan\]:2222.*ssh-ed25519/)
    await expect.element(dialog).toMatchTextContent(edgeFingerprint)
    await expect.element(dialog).toMatchTextContent('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
    await expect.element(dialog.getByRole('button', { name: `Copy ${edgeFingerprint}` })).toBeVisible()
    await dialog.getByRole('button', { name: 'It is equal: trust this key' }).dblClick()
    await expect.element(dialog).not.toBeInTheDocument()
    expect(trust).toHaveBeenCalledExactlyOnceWith({ id: 'edge', fingerprint: edgeFingerprint })
    await expect.element(card('edge').getByRole('alert')).not.toBeInTheDocument()
  })

  it('is asked about again for the server behind a jump host', async () => {
    const behind = {
      ...untrustedHost.hostKey,
      server: 'inner',
      type: 'ssh-rsa',
      fingerprint: strangeFingerprint,
    }
    const trust = vi
      .fn<() => Host>()
      .mockReturnValueOnce({ ...untrustedHost, hostKey: { ...behind, knownFingerprint: null } })
      .mockReturnValueOnce(edgeHost)
    open(untrustedHost, { hostCalls: { trust } })
    await page.getByRole('button', { name: 'Compare the key of edge' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'It is equal: trust this key' }).click()
    await expect.element(dialog).toMatchTextContent(/inner.*ssh-rsa/)
    await dialog.getByRole('button', { name: 'It is equal: trust this key' }).click()
    await expect.element(dialog).not.toBeInTheDocument()
    expect(trust).toHaveBeenLastCalledWith({ id: 'edge', fingerprint: strangeFingerprint })
    // The button that led here is gone with what it was for.
    await expect.element(page.getByRole('heading', { name: 'edge', level: 2 })).toHaveFocus()
  })

  it('is not trusted when the server shows another one by now', async () => {
    const trust = () => {
      throw new Failure('fingerprint_mismatch', { fingerprint: strangeFingerprint })
    }
    open(untrustedHost, { hostCalls: { trust } })
    await page.getByRole('button', { name: 'Compare the key of edge' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'It is equal: trust this key' }).click()
    await expect.element(dialog.getByRole('alert')).toMatchTextContent('The fingerprint is another one')
  })

  it('is refused when it changed: both fingerprints, what to do, and no way to accept it here', async () => {
    open(changedHost)
    const trouble = card('edge').getByRole('alert', { name: 'The host shows another key than before' })
    await expect.element(trouble).toMatchTextContent(/ssh-keygen -R/)
    await expect.element(trouble).toMatchTextContent(`Known key${edgeFingerprint}`)
    await expect.element(trouble).toMatchTextContent(`Key shown now${strangeFingerprint}`)
    await expect.element(trouble.getByRole('button', { name: 'Connect now: edge' })).toBeEnabled()
    expect(page.getByRole('button', { name: /trust|Compare/i }).elements()).toEqual([])
  })
})

describe('the passphrase of a key file', () => {
  const openDialog = async (unlock: (input: { keep: boolean }) => Host) => {
    open(lockedHost, { hostCalls: { unlock } })
    await page.getByRole('button', { name: 'Enter the passphrase for edge' }).click()
    return page.getByRole('dialog', { name: 'Passphrase of the key for edge' })
  }

  it('is asked for without showing it, and kept only on request', async () => {
    const unlock = vi.fn(() => edgeHost)
    const dialog = await openDialog(unlock)
    const field = dialog.getByLabelText('Passphrase', { exact: true })
    await expect.element(field).toHaveAttribute('type', 'password')
    await field.fill('correct horse')
    await dialog.getByRole('checkbox', { name: 'Keep it on this computer, encrypted' }).click()
    await dialog.getByRole('button', { name: 'Unlock and connect' }).click()
    await expect.element(dialog).not.toBeInTheDocument()
    expect(unlock).toHaveBeenCalledExactlyOnceWith({ id: 'edge', passphrase: 'correct horse', keep: true })
  })

  it('is asked for again when it is wrong', async () => {
    const unlock = vi
      .fn<() => Host>()
      .mockReturnValueOnce({ ...lockedHost, reason: 'passphrase_wrong' })
      .mockReturnValueOnce(edgeHost)
    const dialog = await openDialog(unlock)
    const field = dialog.getByLabelText('Passphrase', { exact: true })
    await field.fill('wrong')
    await dialog.getByRole('button', { name: 'Unlock and connect' }).click()
    await expect.element(field).toHaveAccessibleDescription(/The passphrase is not right/)
    await field.fill('right')
    await dialog.getByRole('button', { name: 'Unlock and connect' }).click()
    await expect.element(dialog).not.toBeInTheDocument()
    expect(unlock).toHaveBeenCalledTimes(2)
  })
})

describe('removing a host', () => {
  it('asks first, and gives the focus back when it is not to be', async () => {
    open(edgeHost)
    const button = page.getByRole('button', { name: 'Remove edge' })
    await button.click()
    const dialog = page.getByRole('dialog', { name: 'Remove edge?' })
    await expect.element(dialog).toMatchTextContent('Nothing on the host itself is touched')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect.element(button).toHaveFocus()
  })

  it('takes it off the list', async () => {
    const remove = vi.fn()
    open(edgeHost, { hostCalls: { remove } })
    await page.getByRole('button', { name: 'Remove edge' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove host' }).dblClick()
    await expect.element(card('edge')).not.toBeInTheDocument()
    expect(remove).toHaveBeenCalledExactlyOnceWith('edge')
  })

  it('names the apps that are on it instead', async () => {
    const apps = ['web', 'api'].map((name) => sampleWorkload({ name, hostId: 'edge' }))
    open(edgeHost, { workloads: () => apps })
    await page.getByRole('button', { name: 'Remove edge' }).click()
    const dialog = page.getByRole('dialog', { name: 'edge is in use' })
    await expect.element(dialog).toMatchTextContent('2 apps are on this host')
    await expect.element(dialog.getByRole('link', { name: 'api' })).toHaveAttribute('href', '#/apps/api')
    expect(dialog.getByRole('button', { name: 'Remove host' }).elements()).toEqual([])
  })

  it('is refused when an app came to be there meanwhile', async () => {
    const remove = () => {
      throw new Failure('host_in_use', { workloads: ['late'] })
    }
    open(edgeHost, { hostCalls: { remove } })
    await page.getByRole('button', { name: 'Remove edge' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Remove host' }).click()
    await expect.element(dialog.getByRole('alert')).toMatchTextContent('Apps run on this host')
  })
})

describe('the disk of a host', () => {
  it('is measured on request, and freed with care', async () => {
    const prune = vi.fn(() => ({ removedImages: 5, freedBytes: 2_147_483_648 }))
    open(edgeHost, { hostCalls: { disk: () => sampleDisk, prune } })
    await card('edge').getByRole('button', { name: 'Disk use' }).click()
    const table = page.getByRole('table', { name: 'Disk use of edge' })
    await expect
      .element(table.getByRole('row', { name: /Images/ }))
      .toMatchTextContent(/Images.*14.*6 GiB.*2 GiB/)
    await expect.element(card('edge')).toMatchTextContent('3 images are kept for rollback and never freed')
    await page.getByRole('button', { name: 'Free space…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Free space on edge' })
    await expect.element(dialog).toMatchTextContent('Images kept for rollback, containers and volumes stay')
    await dialog.getByRole('button', { name: 'Free up to 2 GiB' }).dblClick()
    await expect.element(page.getByText('edge: 2 GiB freed')).toBeVisible()
    await expect.element(page.getByText('5 images removed')).toBeVisible()
    expect(prune).toHaveBeenCalledExactlyOnceWith({ id: 'edge', images: true, buildCache: false })
  })

  it('cannot be known while the host is away', async () => {
    open(awayHost)
    await card('edge').getByRole('button', { name: 'Disk use' }).click()
    await expect.element(card('edge')).toMatchTextContent('it is not known while the host is away')
  })
})
