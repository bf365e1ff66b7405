// Run on the engine's socket and over SSH: the files are read through the server's shell there.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestApplication, type TestApplication } from '../../../scripts/test-parts/application.ts'
import { buildWebImage, testEngine } from '../../../scripts/test-parts/images.ts'

const mib = 1_048_576

describe('the application', () => {
  let app: TestApplication

  beforeEach(async () => {
    await buildWebImage({ reference: 'slipway-test/stats:1', body: 'one' })
    app = await startTestApplication({ engine: testEngine() })
    app.services.settings.update({ statsIntervalSeconds: 5 })
  })
  afterEach(async () => {
    for (const { id } of await app.services.workloads.list()) {
      await app.services.workloads.remove(id, { containers: true })
    }
    await app.dispose()
  })

  it('shows what an app uses soon after its deploy, and the way that its host is read', async () => {
    const workload = await app.add('shop', { reference: 'slipway-test/stats:1', memoryBytes: 64 * mib })
    await app.deploy(workload)
    const now = () => app.services.stats.now(workload.id)

    await expect
      .poll(() => now().containers.map(({ cpuPercent }) => cpuPercent), { timeout: 30_000 })
      .toEqual([expect.any(Number)])
    expect(now().containers).toEqual([
      expect.objectContaining({
        name: expect.stringContaining('shop'),
        memoryLimitBytes: 64 * mib,
        networkReceivedBytesPerSecond: expect.any(Number),
      }),
    ])
    expect(now().hostCpus).toBeGreaterThan(0)
    // The files are held against the engine's API first, over a round of its own.
    await app.waitFor((event) => event.type === 'host.changed' && event.host.statsWay === 'cgroup')
    expect(app.services.hosts.get(app.hostId).statsWay).toBe('cgroup')
  })
})
