import { cleanup } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { StatsNow } from '../../../contract/stats.ts'
import { fakeSlipway } from '../../testing/fake-slipway.ts'
import { sampleWorkload } from '../../testing/samples.ts'
import { show } from '../../testing/show.tsx'
import { sampleContainer, sampleNow, samplePoint } from '../../testing/stats-samples.ts'

afterEach(cleanup)

const ts = Date.now()
const recent = {
  bucketMs: 15_000,
  points: [
    samplePoint(ts - 600_000, { cpuPercent: 10 }),
    samplePoint(ts - 585_000, { cpuPercent: 30, cpuPercentMax: 45 }),
    samplePoint(ts, { cpuPercent: 20 }),
  ],
}

function open(overview: readonly StatsNow[]) {
  show({
    client: fakeSlipway({
      workloads: () => [sampleWorkload(), sampleWorkload({ name: 'idle', state: 'stopped' })],
      stats: { overview: () => [...overview] },
    }),
  })
}
const row = (name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })

describe('the use of an app in the list', () => {
  it('is told in words, with a line of the last 15 minutes that a gap tears', async () => {
    const containers = [sampleContainer(), sampleContainer({ containerId: 'd', cpuPercent: 12.5 })]
    open([sampleNow({ ts, containers, recent })])
    await expect.element(row('web')).toMatchTextContent(/42\.5%128\.0 MiB/)
    const spark = row('web').getByRole('img')
    await expect
      .element(spark)
      .toHaveAccessibleName('CPU in the last 15 minutes: on average 20.0%, at most 45.0%')
    expect(spark.element().querySelector('path')?.getAttribute('d')?.match(/M/g)).toHaveLength(2)
  })

  it('is of the present alone', async () => {
    open([sampleNow({ ts: ts - 600_000, containers: [sampleContainer()], recent })])
    await expect.element(row('web')).toMatchTextContent(/No new samples/)
    await expect.element(row('web')).not.toMatchTextContent(/30\.0%/)
  })

  it('is none of what stopped, however long ago that was', async () => {
    open([sampleNow({ workloadId: 'idle', ts: ts - 3_600_000, containers: [] })])
    await expect.element(row('idle')).toMatchTextContent(/Not running/)
  })

  it('is left open for what was never measured, and for what does not run', async () => {
    open([sampleNow({ workloadId: 'idle', containers: [] })])
    await expect.element(row('idle')).toMatchTextContent(/Not running/)
    await expect.element(row('idle').getByRole('img')).toHaveAccessibleName(/no samples/)
    await expect.element(row('web')).toMatchTextContent(/Not measured/)
  })
})
