import { EventPublisher } from '@orpc/server'
import { cleanup } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { SlipwayEvent } from '../../contract/event.ts'
import { defaultSettings } from '../../contract/settings.ts'
import type { Workload } from '../../contract/workload.ts'
import { fakeSlipway } from '../testing/fake-slipway.ts'
import { offlineHost, sampleWorkload } from '../testing/samples.ts'
import { show } from '../testing/show.tsx'

afterEach(cleanup)

/** The application with a list of apps that changes behind its back, and the events that say so. */
function openLive(workloads: Workload[]) {
  const events = new EventPublisher<{ event: SlipwayEvent }>()
  const listening = Promise.withResolvers<void>()
  const stream = (_id: string | undefined, signal: AbortSignal | undefined) => {
    const iterator = events.subscribe('event', { signal })
    listening.resolve()
    return iterator
  }
  show({ client: fakeSlipway({ workloads: () => workloads, stream }) })
  return async (event: SlipwayEvent) => {
    await listening.promise
    events.publish('event', event)
  }
}

it('shows a new state of an app as it is told', async () => {
  const workloads = [sampleWorkload({ state: 'running' })]
  const tell = openLive(workloads)
  await expect.element(page.getByRole('row', { name: /web/ })).toMatchTextContent('Running')
  workloads[0] = sampleWorkload({ state: 'stopped' })
  await tell({ type: 'workload.changed', workloadId: 'web' })
  await expect.element(page.getByRole('row', { name: /web/ })).toMatchTextContent('Stopped')
})

it('takes an app that was deleted elsewhere out of the list', async () => {
  const tell = openLive([sampleWorkload(), sampleWorkload({ name: 'api' })])
  await expect.element(page.getByRole('link', { name: 'api', exact: true })).toBeVisible()
  await tell({ type: 'workload.removed', workloadId: 'api' })
  await expect.element(page.getByRole('link', { name: 'api', exact: true })).not.toBeInTheDocument()
})

it('says at once that the engine went away', async () => {
  const tell = openLive([sampleWorkload()])
  await expect.element(page.getByRole('link', { name: 'Local engine: Online' })).toBeVisible()
  await tell({ type: 'host.changed', host: offlineHost })
  await expect.element(page.getByRole('link', { name: 'Local engine: Offline' })).toBeVisible()
  await expect
    .element(page.getByRole('alert', { name: "No permission for the engine's socket" }))
    .toBeVisible()
})

it('marks that news are interrupted', async () => {
  show({
    client: fakeSlipway({
      stream: () => {
        throw new Error('The connection is refused.')
      },
    }),
  })
  await expect.element(page.getByText('Reconnecting…')).toBeVisible()
})

it('speaks the language that another window chose', async () => {
  const tell = openLive([])
  await expect.element(page.getByRole('heading', { name: 'Apps', exact: true })).toBeVisible()
  await tell({ type: 'settings.changed', settings: { ...defaultSettings, locale: 'ru' } })
  await expect.element(page.getByRole('heading', { name: 'Приложения', exact: true })).toBeVisible()
})
