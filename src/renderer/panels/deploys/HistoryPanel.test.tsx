import { EventPublisher } from '@orpc/server'
import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'
import type { Deploy, DeployPhase, DeployProgress } from '../../../contract/deploy.ts'
import type { SlipwayEvent } from '../../../contract/event.ts'
import { defaultSettings } from '../../../contract/settings.ts'
import { type FakeSlipway, fakeSlipway, type RollbackRequest } from '../../testing/fake-slipway.ts'
import { sampleDeploy, sampleDetail, sampleWorkload } from '../../testing/samples.ts'
import { show } from '../../testing/show.tsx'

afterEach(cleanup)

const first = sampleDeploy({ seq: 1 })
const broken = sampleDeploy({
  seq: 2,
  outcome: 'failed',
  errorCode: 'exited_early',
  exitCode: 127,
  phase: 'gate',
})
const gone = sampleDeploy({ seq: 3, replay: 'gone' })
const current = sampleDeploy({ seq: 4, current: true, actor: 'token:ci' })
const history = [current, gone, broken, first]

const row = (seq: number, expand = `Details of deploy #${seq}`) =>
  page.getByRole('row').filter({ has: page.getByRole('button', { name: expand, exact: true }) })

function open(fake: FakeSlipway = {}, locale: 'en' | 'ru' = 'en') {
  const deploys = fake.deploys ?? history
  const web = sampleWorkload({ current: deploys.find((deploy) => deploy.current) ?? null })
  const settings = { ...defaultSettings, locale }
  return show({
    client: fakeSlipway({ workloads: () => [web], deploys, settings, ...fake }),
    at: '/apps/web',
  })
}

describe('the deploy history', () => {
  it('shows the newest first, each with outcome, version, cause and who asked', async () => {
    open()
    await expect.element(row(4)).toMatchTextContent(/Succeeded.*shop\/web:4.*Started by hand.*Token ci/)
    await expect.element(row(2)).toMatchTextContent(/Failed.*The container stopped right after its start/)
    const numbers = page.getByRole('table', { name: 'Deploy history, newest first' }).getByRole('button', {
      name: /Details of deploy/,
    })
    await expect
      .poll(() => numbers.elements().map(({ textContent }) => textContent))
      .toEqual(['4', '3', '2', '1'])
  })

  it('opens everything recorded of a failed deploy, with what to do', async () => {
    open({ detail: (deploy) => sampleDetail(deploy, { labels: { team: 'shop' } }) })
    await page.getByRole('button', { name: 'Details of deploy #2' }).click()
    const details = page.getByRole('region', { name: 'Everything recorded of deploy #2' })
    await expect.element(details).toMatchTextContent(/Look at the command, the settings and the log/)
    await expect.element(details).toMatchTextContent(/Exit code127/)
    await expect.element(details).toMatchTextContent(/Labels: teamshop/)
    await expect.element(details).toMatchTextContent(/Restart policyRestart unless stopped/)
    await expect.element(details).toMatchTextContent(/Settle time7s/)
  })

  it('offers the way back only where there is one, and says why not elsewhere', async () => {
    open()
    await expect.element(page.getByRole('button', { name: 'Roll back to #1' })).toBeEnabled()
    const missing = page.getByRole('button', { name: 'Roll back to #3' })
    await expect.element(missing).toBeDisabled()
    await expect.element(missing).toHaveAccessibleDescription(/neither on the host nor in its registry/)
    await expect
      .element(page.getByRole('button', { name: 'Roll back to #2' }))
      .toHaveAccessibleDescription(/Only a successful deploy/)
    await expect.element(row(4)).toMatchTextContent('Current')
    expect(page.getByRole('button', { name: 'Roll back to #4' }).elements()).toEqual([])
  })

  it('reads older entries on request', async () => {
    const many = Array.from({ length: 40 }, (_, index) => sampleDeploy({ seq: 40 - index }))
    open({ deploys: many })
    await expect.element(row(11)).toBeVisible()
    await page.getByRole('button', { name: 'Load older deploys' }).click()
    await expect.element(row(1)).toBeVisible()
    await expect.element(page.getByText('The ledger begins here.')).toBeVisible()
  })

  it('says that nothing was deployed yet', async () => {
    open({ deploys: [] })
    await expect.element(page.getByText('No deploys yet')).toBeVisible()
  })
})

describe('the rollback dialog', () => {
  it('says from what to what, what changes, and that the image is at hand', async () => {
    open({ detail: (deploy) => sampleDetail(deploy, deploy.seq === 1 ? { restart: 'always' } : {}) })
    await page.getByRole('button', { name: 'Roll back to #1' }).click()
    const dialog = page.getByRole('dialog', { name: 'Roll back web to #1' })
    await expect.element(dialog).toMatchTextContent(/Current version.*Deploy #4.*shop\/web:4.*040404040404/)
    await expect.element(dialog).toMatchTextContent(/Comes back.*Deploy #1.*shop\/web:1.*010101010101/)
    await expect.element(dialog).toMatchTextContent(/Image on the host.*needs no registry/)
    await expect
      .element(dialog.getByRole('row', { name: /Restart policy/ }))
      .toMatchTextContent(/Restart unless stopped.*Always restart/)
    await dialog.getByRole('radio', { name: 'Image only, configuration as it is now' }).click()
    await expect.element(dialog).toMatchTextContent('Nothing: only the image changes.')
  })

  it('speaks Russian', async () => {
    open({}, 'ru')
    await page.getByRole('button', { name: 'Откатить к № 1' }).click()
    const dialog = page.getByRole('dialog', { name: 'Откатить web к № 1' })
    await expect.element(dialog).toMatchTextContent(/Текущая версия.*Развёртывание № 4.*Образ на хосте/)
    await expect.element(dialog.getByRole('button', { name: 'Откатить' })).toBeEnabled()
  })

  it('rolls back once, however often it is clicked', async () => {
    const done = Promise.withResolvers<void>()
    const rollback = vi.fn((_request: RollbackRequest) => done.promise)
    open({ rollback })
    await page.getByRole('button', { name: 'Roll back to #1' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Roll back', exact: true }).dblClick()
    done.resolve()
    await expect.element(dialog).not.toBeInTheDocument()
    expect(rollback).toHaveBeenCalledExactlyOnceWith({
      id: 'web',
      deployId: 'deploy-1',
      config: 'then',
      whenAway: 'fail',
    })
  })
})

describe('a running deploy', () => {
  const running = sampleDeploy({
    seq: 5,
    outcome: 'running',
    phase: 'resolve',
    startedAt: Date.now(),
    finishedAt: null,
  })
  const pull: DeployProgress = {
    workloadId: 'web',
    deployId: running.id,
    phase: 'pull',
    isSent: false,
    layers: [
      { id: 'a', state: 'done', currentBytes: 1_048_576, totalBytes: 1_048_576 },
      { id: 'b', state: 'downloading', currentBytes: 1_048_576, totalBytes: 3_145_728 },
    ],
  }

  function openRunning(fake: FakeSlipway = {}) {
    const events = new EventPublisher<{ event: SlipwayEvent }>()
    let listeners = 0
    open({
      deploys: [running, current],
      stream: (_id, signal) => {
        listeners += 1
        return events.subscribe('event', { signal })
      },
      ...fake,
    })
    return async (event: SlipwayEvent) => {
      await expect.poll(() => listeners).toBe(1)
      events.publish('event', event)
    }
  }
  const panel = page.getByRole('region', { name: 'Progress of deploy #5' })

  /** A running deploy that goes on: what is read anew says the same as the events. */
  function openMoving() {
    const deploys: Deploy[] = [running, current]
    const publish = openRunning({ deploys })
    const enter = async (phase: DeployPhase) => {
      const deploy = { ...running, phase }
      deploys[0] = deploy
      await publish({ type: 'deploy.changed', deploy })
    }
    return { enter, publish }
  }

  it('shows the phase, and the bytes of a pull as they come', async () => {
    const { enter, publish } = openMoving()
    await expect.element(panel).toMatchTextContent('Resolving the reference')
    await enter('pull')
    await publish({ type: 'deploy.progress', progress: pull })
    await expect.element(panel.getByRole('listitem').filter({ hasText: 'Pull: in progress' })).toBeVisible()
    const bar = panel.getByRole('progressbar')
    await expect.element(bar).toHaveAttribute('aria-valuenow', '50')
    await expect.element(panel).toMatchTextContent(/2 MiB of 4 MiB.*1 of 2 layers ready/)
  })

  it('goes on from the pull to the phases behind it', async () => {
    const { enter, publish } = openMoving()
    await enter('pull')
    await publish({ type: 'deploy.progress', progress: pull })
    await expect.element(panel.getByRole('progressbar')).toBeVisible()
    await enter('gate')
    await expect
      .element(panel.getByRole('listitem').filter({ hasText: 'Check health: in progress' }))
      .toBeVisible()
    await expect.element(panel.getByRole('progressbar')).not.toBeInTheDocument()
  })

  it('gives way to the outcome, which is also said aloud', async () => {
    const deploys: Deploy[] = [running, current]
    const publish = openRunning({ deploys })
    await expect.element(panel).toBeVisible()
    const failed: Deploy = { ...running, outcome: 'failed', errorCode: 'port_in_use', finishedAt: Date.now() }
    deploys[0] = failed
    await publish({ type: 'deploy.changed', deploy: failed })
    await expect.element(panel).not.toBeInTheDocument()
    await expect.element(row(5)).toMatchTextContent(/Failed.*A host port is in use/)
    await expect
      .element(page.getByRole('alert').filter({ hasText: 'web: deploy #5 failed' }))
      .toMatchTextContent('A host port is in use')
  })

  it('is cancelled once, and stays busy until it ends', async () => {
    const cancel = vi.fn()
    openRunning({ cancel })
    const button = panel.getByRole('button', { name: 'Cancel deploy #5' })
    await button.dblClick()
    await expect.poll(() => cancel.mock.calls).toEqual([['deploy-5']])
    await expect.element(button).toBeDisabled()
  })
})
