import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { startEngine, type TestEngine } from '../../../scripts/test-parts/engine.ts'
import { runAsRoot } from '../../../scripts/test-parts/packages.ts'
import type { Host } from '../../contract/host.ts'
import { LocalHost } from './local.ts'
import { HostRegistry } from './registry.ts'

/** What the issue allows between a change and the news of it. */
const newsWithin = { timeout: 5_000, interval: 10 }
const quiet = { info: () => undefined, error: () => undefined }

let dockerd: TestEngine
let hosts: HostRegistry
let told: Host[]

beforeAll(async () => {
  dockerd = await startEngine()
})

afterAll(() => dockerd.stop())

afterEach(() => hosts.stop())

function startHosts(): void {
  const local = new LocalHost({
    env: { DOCKER_HOST: dockerd.endpoint },
    home: homedir(),
    platform: process.platform,
    credentials: { credentialsFor: () => Promise.resolve(null) },
    eventLabel: 'slipway-test.host',
    log: quiet,
  })
  hosts = new HostRegistry([local], quiet)
  told = []
  hosts.onChange((host) => told.push(host))
  hosts.start()
}

function untilTold(expected: Partial<Host>): Promise<unknown> {
  return vi.waitFor(() => expect(told.at(-1)).toMatchObject(expected), newsWithin)
}

function signalDaemon(signal: 'STOP' | 'CONT'): void {
  const pid = readFileSync(join(dirname(dockerd.logFile), 'dockerd.pid'), 'utf8').trim()
  runAsRoot(['kill', `-${signal}`, pid])
}

describe('a real engine', () => {
  it('that ends and starts again takes the host offline and online', async () => {
    startHosts()
    await untilTold({ state: 'online' })
    expect(hosts.engine('local')?.info.product).toBe('docker')

    await dockerd.pause()
    await untilTold({ state: 'offline', reason: 'engine_down' })
    await dockerd.restart()
    await untilTold({ state: 'online', reason: null })

    await expect(hosts.engine('local')?.ping()).resolves.toBeUndefined()
  })

  it('that hangs takes the host offline, and online when it goes on', async () => {
    startHosts()
    await untilTold({ state: 'online' })

    signalDaemon('STOP')
    try {
      await untilTold({ state: 'offline', reason: 'engine_down' })
    } finally {
      signalDaemon('CONT')
    }

    await untilTold({ state: 'online' })
  })
})
