import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApplication, type TestApplication } from '../../../scripts/test-parts/application.ts'
import { type EngineProxy, startEngineProxy } from '../../../scripts/test-parts/engine-proxy.ts'
import { pushWebImage, testEngine } from '../../../scripts/test-parts/images.ts'
import { startRegistry, type TestRegistry } from '../../../scripts/test-parts/registry.ts'

const credentials = { user: 'deployer', password: 'pw-Zq7-planted-registry' }
const wrongPassword = 'pw-Kx3-planted-wrong'
const envValue = 'env-Vb9-planted-image'
const inEngineError = [
  'err-Tt5-planted-token',
  'https://bob:err-Uu6-planted@registry.test/',
  'PLANTEDKEYINBASE64',
]
const planted = [
  credentials.password,
  wrongPassword,
  envValue,
  ...inEngineError,
  Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64'),
  Buffer.from(`${credentials.user}:${wrongPassword}`).toString('base64'),
  'err-Uu6-planted',
]

let registry: TestRegistry
let proxy: EngineProxy
let home: string
let app: TestApplication

function writeCredentials(password: string): void {
  const auth = Buffer.from(`${credentials.user}:${password}`).toString('base64')
  writeFileSync(
    join(home, '.docker', 'config.json'),
    JSON.stringify({ auths: { [registry.address]: { auth } } }),
  )
}

/** Everything in the data folder: the database with its log, and the log file. */
function stored(): string {
  return readdirSync(app.dataDir)
    .map((name) => readFileSync(join(app.dataDir, name)).toString('latin1'))
    .join('\n')
}

/** Everything that the API would answer about the workloads. */
async function answered(): Promise<string> {
  const { workloads, deploys, hosts, sources, settings } = app.services
  const shown = await workloads.list()
  const pages = await Promise.all(shown.map(({ id }) => deploys.list(id, { limit: 100 })))
  const details = await Promise.all(
    pages.flatMap((page) => page.deploys.map(({ workloadId, id }) => deploys.get(workloadId, id))),
  )
  return JSON.stringify([shown, pages, details, hosts.list(), sources.list(), settings.get()])
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'slipway-secrets-'))
  mkdirSync(join(home, '.docker'))
  registry = await startRegistry({ auth: credentials })
  proxy = await startEngineProxy(testEngine())
  await pushWebImage(
    { reference: `${registry.address}/web:1`, body: 'secret', env: { API_KEY: envValue } },
    { credentials },
  )
  app = await startTestApplication({ engine: proxy.endpoint, home })
})
afterAll(async () => {
  for (const { id } of await app.services.workloads.list()) {
    await app.services.workloads.remove(id, { containers: true })
  }
  await app.dispose()
  await proxy.stop()
  await registry.stop()
  rmSync(home, { recursive: true })
})

describe('secrets planted where Slipway meets them', () => {
  it('work, and are found neither in the data folder, nor in an answer, nor in an event', async () => {
    const workload = await app.add('vault', { reference: `${registry.address}/web:1` })

    writeCredentials(wrongPassword)
    expect(await app.deploy(workload)).toMatchObject({ outcome: 'failed', errorCode: 'registry_auth' })
    writeCredentials(credentials.password)
    expect(await app.deploy(workload)).toMatchObject({ outcome: 'succeeded' })
    await app.services.workloads.update(workload.id, { source: { labels: { tier: 'gold' } } })
    for (const [status, path] of [
      [500, '/containers/create'],
      [409, '/start'],
      [500, '/distribution/'],
    ] as const) {
      proxy.intervene({
        before: (call) =>
          call.path.includes(path)
            ? { status, message: `driver failed: ${inEngineError.join(' in ')}` }
            : undefined,
      })
      expect((await app.deploy(workload)).outcome).not.toBe('succeeded')
    }
    proxy.intervene({})

    const seen = { stored: stored(), answered: await answered(), events: JSON.stringify(app.events) }
    expect(seen.stored).toContain('driver failed')
    for (const secret of planted) {
      const places = Object.entries(seen).filter(([, text]) => text.includes(secret))
      expect({ secret, places: places.map(([place]) => place) }).toEqual({ secret, places: [] })
    }
  })
})
