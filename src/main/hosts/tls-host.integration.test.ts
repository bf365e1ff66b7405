import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestApplication, type TestApplication } from '../../../scripts/test-parts/application.ts'
import { makeCertificates, type TestCertificates } from '../../../scripts/test-parts/certificates.ts'
import { startEngine, type TestEngine } from '../../../scripts/test-parts/engine.ts'
import { freePort } from '../../../scripts/test-parts/registry.ts'

let certificates: TestCertificates
let engine: TestEngine
let port: number
let app: TestApplication

beforeAll(async () => {
  certificates = makeCertificates()
  port = await freePort()
  const { ca, cert, key } = certificates.server
  const host = `--host=tcp://127.0.0.1:${port}`
  engine = await startEngine({
    more: [host, '--tlsverify', `--tlscacert=${ca}`, `--tlscert=${cert}`, `--tlskey=${key}`],
  })
})
afterAll(async () => {
  await engine.stop()
  certificates.remove()
})
beforeEach(async () => {
  app = await startTestApplication({ engine: 'unix:///nowhere/docker.sock' })
})
afterEach(() => app.dispose())

describe('a host over TLS', () => {
  const input = () => ({ name: 'edge', endpoint: `tcp://127.0.0.1:${port}`, identityFile: null })

  it('is online to a certificate that it knows, and tells of each step', async () => {
    const tls = { ...certificates.client }
    const { steps } = await app.services.hosts.test({ ...input(), tls })
    expect(steps.map(({ result }) => result)).toEqual(Array.from({ length: 6 }, () => 'passed'))
    expect(await app.services.hosts.create({ ...input(), tls })).toMatchObject({
      kind: 'tcp',
      state: 'online',
      engine: { product: 'docker' },
      tls,
    })
  })

  it('refuses a stranger, and lets him in once his files hold another certificate', async () => {
    const own = (name: string) => join(app.dataDir, name)
    const tls = { ca: certificates.client.ca, cert: own('cert.pem'), key: own('key.pem') }
    copyFileSync(certificates.stranger.cert, tls.cert)
    copyFileSync(certificates.stranger.key, tls.key)
    const { id, ...refused } = await app.services.hosts.create({ ...input(), tls })
    expect(refused).toMatchObject({ state: 'refused', reason: 'tls_refused', nextAttemptAt: null })

    copyFileSync(certificates.client.cert, tls.cert)
    copyFileSync(certificates.client.key, tls.key)
    await expect
      .poll(() => app.services.hosts.get(id), { timeout: 10_000 })
      .toMatchObject({
        state: 'online',
        reason: null,
      })
  })
})
