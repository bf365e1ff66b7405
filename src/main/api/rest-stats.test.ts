import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sample } from '../stats/testing/stats-fixture.ts'
import { as, HttpFixture } from './testing/http-fixture.ts'

let fixture: HttpFixture
let path: string

beforeEach(async () => {
  fixture = await HttpFixture.open()
  const { json } = await fixture.post('/api/workloads', {
    name: 'web',
    sourceKind: 'image',
    source: { reference: 'web:1' },
  })
  const workloadId = String(json['id'])
  path = `/api/workloads/${workloadId}/stats`
  const used = sample({ workloadId, containerId: 'c1', cpuPercent: 30 })
  fixture.memory.record({ hostId: 'local', ts: fixture.now - 30_000, samples: [used] })
})

afterEach(async () => {
  await fixture.dispose()
})

const get = (target: string, token: string = fixture.memory.viewerToken) =>
  fixture.call('GET', target, as(token))

describe('stats over REST', () => {
  it('lets a viewer read the last hour with the query left out', async () => {
    const { status, json } = await get(`${path}/history`)

    expect(status).toBe(200)
    expect(json).toEqual({
      from: fixture.now - 3_600_000,
      to: fixture.now,
      bucketMs: 15_000,
      points: [
        {
          ts: fixture.now - 30_000,
          cpuPercent: 30,
          cpuPercentMax: 30,
          memoryBytes: 1_048_576,
          memoryBytesMax: 1_048_576,
          containers: 1,
        },
      ],
      deploys: [],
    })
  })

  it('reads the numbers of the query', async () => {
    const query = `from=${fixture.now - 60_000}&to=${fixture.now - 30_000}&points=7&by=service`
    const { json } = await get(`${path}/history?${query}`)

    expect(json).toMatchObject({
      from: fixture.now - 60_000,
      to: fixture.now - 30_000,
      points: [],
      series: [],
    })
  })

  it('shows what is used now, of one workload and of all', async () => {
    const { json } = await get(`${path}/now`)

    expect(json).toMatchObject({ hostCpus: 4, containers: [{ containerId: 'c1', cpuPercent: 30 }] })
    expect(JSON.parse((await get('/api/stats')).text)).toEqual([json])
  })

  it.each(['history', 'now'])('answers 404 for %s of an unknown workload', async (what) => {
    const answer = await get(`/api/workloads/nobody/stats/${what}`)

    expect(answer).toMatchObject({ status: 404, json: { code: 'not_found', data: { id: 'nobody' } } })
  })

  it.each([
    ['from=yesterday', 'from'],
    ['points=0', 'points'],
    ['from=5&to=5', 'from'],
    ['by=host', 'by'],
    ['window=1h', 'window'],
  ])('answers 400 for the query %s and names the field', async (query, field) => {
    const answer = await get(`${path}/history?${query}`)

    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_input', data: { path: field } } })
  })

  it('answers 401 without a token', async () => {
    for (const target of [`${path}/history`, `${path}/now`, '/api/stats']) {
      expect(await fixture.call('GET', target)).toMatchObject({ status: 401, json: { code: 'unauthorized' } })
    }
  })
})
