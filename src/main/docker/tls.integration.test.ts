import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  type Certificates,
  makeCertificates,
  type TestCertificates,
} from '../../../scripts/test-parts/certificates.ts'
import { startEngine, type TestEngine } from '../../../scripts/test-parts/engine.ts'
import { freePort } from '../../../scripts/test-parts/registry.ts'
import { connectEngine } from './docker-engine.ts'
import type { EngineAddress, TlsAddress } from './endpoint.ts'
import { EngineError } from './engine.ts'
import { tlsFault } from './errors.ts'
import { readTlsFiles } from './tls-files.ts'

let certificates: TestCertificates
let daemon: TestEngine
let port: number

beforeAll(async () => {
  certificates = makeCertificates()
  port = await freePort()
  const { ca, cert, key } = certificates.server
  daemon = await startEngine({
    more: [
      `--host=tcp://127.0.0.1:${port}`,
      '--tlsverify',
      `--tlscacert=${ca}`,
      `--tlscert=${cert}`,
      `--tlskey=${key}`,
    ],
  })
})

afterAll(async () => {
  await daemon.stop()
  certificates.remove()
})

afterEach(() => vi.unstubAllEnvs())

function addressWith(files: Certificates, changes: Partial<TlsAddress> = {}): EngineAddress {
  const material = readTlsFiles(files, (path) => readFileSync(path, 'utf8'))
  if (material === null) throw new Error('The certificates are not there.')
  return { kind: 'tls', host: '127.0.0.1', port, ...material, ...changes }
}

async function connect(address: EngineAddress) {
  const credentials = { credentialsFor: () => Promise.resolve(null) }
  return await connectEngine(address, credentials, { timeoutMs: 5_000, eventLabel: 'slipway-test.tls' })
}

async function failureAt(address: EngineAddress): Promise<EngineError> {
  const outcome = await connect(address).catch((error: unknown) => error)
  if (outcome instanceof EngineError) return outcome
  throw new Error('The engine answered.')
}

describe('an engine behind TLS', () => {
  it('answers whoever has a certificate, also many at once', async () => {
    const engine = await connect(addressWith(certificates.client))

    await Promise.all(Array.from({ length: 20 }, () => engine.listImageIds()))

    expect(engine.info.product).toBe('docker')
    engine.close()
  })

  it('tells its events as they happen', async () => {
    const engine = await connect(addressWith(certificates.client))
    const opened = Promise.withResolvers<void>()
    const watching = engine.watchEvents(() => undefined, new AbortController().signal, opened.resolve)
    await opened.promise

    engine.close()

    await expect(watching).rejects.toMatchObject({ code: 'host_unreachable' })
  })

  it('refuses a client whom its authority does not know', async () => {
    const failure = await failureAt(addressWith({ ...certificates.stranger, ca: certificates.client.ca }))

    expect(failure.code).toBe('host_unreachable')
    expect(tlsFault(failure)).toBe('tls_refused')
  })

  it.each([
    ['whose authority is another one', () => ({ ca: readFileSync(certificates.stranger.ca, 'utf8') })],
    ['whose authority this computer does not know', () => ({ ca: null })],
    ['whose certificate is for another name', () => ({ host: 'localhost' })],
  ])('is refused by us when it is one %s', async (_which, changes) => {
    const failure = await failureAt(addressWith(certificates.client, changes()))

    expect(tlsFault(failure)).toBe('tls_refused')
  })

  it('is refused by us also where the surroundings say that no certificate is to be checked', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const failure = await failureAt(addressWith(certificates.client, { host: 'localhost' }))

    expect(tlsFault(failure)).toBe('tls_refused')
  })

  it.each([
    ['no certificate', { cert: 'hello' }],
    ['no key', { key: 'hello' }],
  ])('cannot be asked with a file that holds %s', async (_what, changes) => {
    const failure = await failureAt(addressWith(certificates.client, changes))

    expect(failure.code).toBe('host_unreachable')
    expect(tlsFault(failure)).toBe('tls_files_unreadable')
  })
})
