import { expect, it } from 'vitest'
import type { Workload } from '../../contract/workload.ts'
import { createApi } from '../client.ts'
import { createQueries } from '../queries.ts'
import { fakeSlipway } from '../testing/fake-slipway.ts'
import { sampleWorkload } from '../testing/samples.ts'
import { applyEvent } from './apply-event.ts'
import { WorkloadRefresher } from './refresh-workloads.ts'

/** The list as the screens hold it, and readings of its one app that a test answers. */
function open() {
  const readings: PromiseWithResolvers<Workload[]>[] = []
  const client = fakeSlipway({
    workloads: () => {
      const reading = Promise.withResolvers<Workload[]>()
      readings.push(reading)
      return reading.promise
    },
  })
  const api = createApi(client)
  const queries = createQueries()
  const list = api.workloads.list.queryKey()
  queries.setQueryData(list, [sampleWorkload({ state: 'running' })])
  const refresher = new WorkloadRefresher(queries, api)
  return {
    readings,
    states: () => queries.getQueryData(list)?.map(({ state }) => state),
    change: () => applyEvent(queries, api, { type: 'workload.changed', workloadId: 'web' }, refresher),
    remove: () => applyEvent(queries, api, { type: 'workload.removed', workloadId: 'web' }, refresher),
    answer: async (index: number, state: Workload['state']) => {
      readings[index]?.resolve([sampleWorkload({ state })])
      // The answer goes through the client's own promises before it is written.
      await new Promise((resolve) => setTimeout(resolve))
    },
  }
}

it('reads a changed app', async () => {
  const { readings, states, change, answer } = open()
  change()
  await expect.poll(() => readings.length).toBe(1)
  await answer(0, 'stopped')
  await expect.poll(states).toEqual(['stopped'])
})

it('lets no late answer bring back an app that was removed', async () => {
  const { readings, states, change, remove, answer } = open()
  change()
  await expect.poll(() => readings.length).toBe(1)
  remove()
  await answer(0, 'running')
  expect(states()).toEqual([])
})

it('takes the answer to the latest question, in whichever order they come', async () => {
  const { readings, states, change, answer } = open()
  change()
  await expect.poll(() => readings.length).toBe(1)
  change()
  await expect.poll(() => readings.length).toBe(2)
  await answer(1, 'stopped')
  await expect.poll(states).toEqual(['stopped'])
  await answer(0, 'running')
  expect(states()).toEqual(['stopped'])
})
