import { EventPublisher } from '@orpc/server'
import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import type { Deploy } from '../../../contract/deploy.ts'
import type { SlipwayEvent } from '../../../contract/event.ts'
import { defaultSettings } from '../../../contract/settings.ts'
import { type FakeSlipway, fakeSlipway } from '../../testing/fake-slipway.ts'
import { awayHost, edgeHost } from '../../testing/host-samples.ts'
import { onlineHost, sampleDeploy, sampleWorkload } from '../../testing/samples.ts'
import { show } from '../../testing/show.tsx'

afterEach(cleanup)

const onEdge = { hostId: 'edge' }
const first = sampleDeploy({ ...onEdge, seq: 1 })
const current = sampleDeploy({ ...onEdge, seq: 2, current: true })
const waiting = sampleDeploy({
  ...onEdge,
  seq: 3,
  outcome: 'queued',
  waitsForHost: true,
  phase: null,
  pinned: null,
  startedAt: null,
  finishedAt: null,
})

function open(fake: FakeSlipway = {}, locale: 'en' | 'ru' = 'en') {
  const deploys = fake.deploys ?? [current, first]
  const web = sampleWorkload({ ...onEdge, current, lastDeploy: deploys[0] ?? null, state: 'unknown' })
  const settings = { ...defaultSettings, locale }
  const hosts = [onlineHost, awayHost]
  const client = fakeSlipway({ hosts, workloads: () => [web], deploys, settings, ...fake })
  return show({ client, at: '/apps/web' })
}

/** An application that tells what the test publishes. */
function openLive(fake: FakeSlipway) {
  const events = new EventPublisher<{ event: SlipwayEvent }>()
  let listeners = 0
  open({
    ...fake,
    stream: (_id, signal) => {
      listeners += 1
      return events.subscribe('event', { signal })
    },
  })
  return async (event: SlipwayEvent) => {
    await expect.poll(() => listeners).toBe(1)
    events.publish('event', event)
  }
}

describe('an app whose host is away', () => {
  it('shows what was last known, and since when', async () => {
    open()
    const trouble = page.getByRole('alert', { name: 'edge: The host does not answer' })
    await expect.element(trouble).toMatchTextContent(/last seen 5 minutes ago.*Next attempt in/)
    const running = page.getByRole('region', { name: 'Current version' })
    await expect.element(running).toMatchTextContent(/shop\/web:2.*edge.*last seen 5 minutes ago/)
    await expect.element(page.getByRole('button', { name: 'Details of deploy #2' })).toBeVisible()
  })

  it('can be deployed when its host is back', async () => {
    const start = vi.fn()
    open({ start })
    await page.getByRole('button', { name: 'Deploy', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Deploy web' })
    await expect
      .element(dialog)
      .toMatchTextContent(/edge is away.*begins by itself as soon as the host is back/)
    await dialog.getByRole('button', { name: 'Deploy when it is back' }).dblClick()
    await expect.element(dialog).not.toBeInTheDocument()
    expect(start).toHaveBeenCalledExactlyOnceWith({ id: 'web', whenAway: 'queue' })
  })

  it('can be rolled back when its host is back', async () => {
    const rollback = vi.fn()
    open({ rollback })
    await page.getByRole('button', { name: 'Roll back to #1' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Roll back when it is back' }).click()
    await expect
      .poll(() => rollback.mock.calls)
      .toEqual([[{ id: 'web', deployId: 'deploy-1', config: 'then', whenAway: 'queue' }]])
  })

  it('is deployed as usual once the host came back while the dialog was open', async () => {
    const start = vi.fn()
    const publish = openLive({ start })
    await page.getByRole('button', { name: 'Deploy', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Deploy web' })
    await expect.element(dialog.getByRole('button', { name: 'Deploy when it is back' })).toBeVisible()
    await publish({ type: 'host.changed', host: edgeHost })
    await dialog.getByRole('button', { name: 'Deploy', exact: true }).click()
    await expect.poll(() => start.mock.calls).toEqual([[{ id: 'web', whenAway: 'fail' }]])
  })

  it('is told of before an app is added to it', async () => {
    show({ client: fakeSlipway({ hosts: [onlineHost, awayHost] }), at: '/apps/new' })
    await page.getByRole('combobox', { name: 'Host' }).last().click()
    await page.getByRole('option', { name: /edge.*Offline/ }).click()
    await expect.element(page.getByText('edge is away')).toBeVisible()
  })
})

describe('a deploy that waits for its host', () => {
  it('says for which, and is cancelled once', async () => {
    const cancel = vi.fn()
    open({ deploys: [waiting, current, first], cancel })
    const panel = page.getByRole('region', { name: 'Deploy #3 waits for its host' })
    await expect
      .element(panel)
      .toMatchTextContent(/Deploy #3 waits for edge.*Queued 57 minutes ago.*It begins by itself/)
    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('button', { name: 'Details of deploy #3' }) })
    await expect.element(row).toMatchTextContent('Waiting for edge')
    await panel.getByRole('button', { name: 'Cancel deploy #3' }).dblClick()
    await expect.poll(() => cancel.mock.calls).toEqual([['deploy-3']])
  })

  it('says it in Russian', async () => {
    open({ deploys: [waiting, current, first] }, 'ru')
    const panel = page.getByRole('region', { name: 'Развёртывание № 3 ждёт хост' })
    await expect.element(panel).toMatchTextContent(/ждёт хост: edge.*Оно начнётся само/)
  })

  it('waits only for its turn when the host is there', async () => {
    open({ deploys: [waiting, current, first], hosts: [onlineHost, edgeHost] })
    await expect.element(page.getByText('Waits for the running deploy')).toBeVisible()
    expect(page.getByText('Waiting for edge').elements()).toEqual([])
  })

  it('names the newer one that took its place', async () => {
    const replaced: Deploy = {
      ...waiting,
      outcome: 'superseded',
      errorCode: 'superseded',
      finishedAt: Date.now(),
    }
    open({ deploys: [{ ...waiting, id: 'deploy-4', seq: 4 }, replaced, current, first] })
    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('button', { name: 'Details of deploy #3' }) })
    await expect.element(row).toMatchTextContent(/Superseded#4 took its place/)
  })
})

describe('a deploy whose image comes from this computer', () => {
  it('says that it is sent, not pulled', async () => {
    const running: Deploy = { ...waiting, outcome: 'running', phase: 'pull', startedAt: Date.now() }
    const publish = openLive({ deploys: [running, current], hosts: [onlineHost, edgeHost] })
    const panel = page.getByRole('region', { name: 'Progress of deploy #3' })
    await expect.element(panel).toMatchTextContent('Pulling the image')
    await publish({
      type: 'deploy.progress',
      progress: {
        workloadId: 'web',
        deployId: 'deploy-3',
        phase: 'pull',
        isSent: true,
        layers: [{ id: 'a', state: 'downloading', currentBytes: 1_048_576, totalBytes: 4_194_304 }],
      },
    })
    await expect.element(panel).toMatchTextContent(/Sending the image from this computer/)
    await expect.element(panel.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25')
  })
})
