import { afterEach, describe, expect, it } from 'vitest'
import { testEngine } from '../../../scripts/test-parts/images.ts'
import { connectEngine } from '../docker/docker-engine.ts'
import type { SshConnection } from './ssh-connection.ts'
import { type SshScene, setScene } from './testing/ssh-scene.ts'

const never = { credentialsFor: () => Promise.resolve(null) }
const scenes: SshScene[] = []

afterEach(async () => {
  await Promise.all(scenes.splice(0).map((scene) => scene.close()))
})

async function open(options: Parameters<typeof setScene>[0] = {}): Promise<SshScene> {
  const scene = await setScene({ dockerHost: testEngine(), ...options })
  scenes.push(scene)
  return scene
}

async function engineAt(connection: SshConnection) {
  return await connectEngine(connection.address, never, { timeoutMs: 5_000, eventLabel: 'x' })
}

describe('an engine behind SSH', () => {
  it('is reached over forwarded streams', async () => {
    const scene = await open()

    const connection = await scene.connect()
    const engine = await engineAt(connection)

    expect(connection.way).toBe('forward')
    expect(engine.info.product).toBe('docker')
    await engine.ping()
  })

  it('is reached through dial-stdio where the server forwards no streams', async () => {
    const scene = await open({ settings: ['AllowStreamLocalForwarding no'] })

    const connection = await scene.connect()
    const engine = await engineAt(connection)

    expect(connection.way).toBe('dial_stdio')
    await engine.ping()
  })
})
