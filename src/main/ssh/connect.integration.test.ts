import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect as connectTo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type DelayProxy, startDelayProxy } from '../../../scripts/test-parts/delay-proxy.ts'
import { freePort } from '../../../scripts/test-parts/registry.ts'
import {
  type KeyOptions,
  makeKey,
  publicKey,
  startSshAgent,
  startSshd,
  type TestSshd,
} from '../../../scripts/test-parts/sshd.ts'
import { addKnownHost } from './own-known-hosts.ts'
import { knownLine, readKnown, type SshScene, setScene } from './testing/ssh-scene.ts'

const scenes: SshScene[] = []
const parts: { stop(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(scenes.splice(0).map((scene) => scene.close()))
  await Promise.all(parts.splice(0).map((part) => part.stop()))
})

async function open(options: Parameters<typeof setScene>[0] = {}): Promise<SshScene> {
  const scene = await setScene(options)
  scenes.push(scene)
  return scene
}

async function begin<Part extends { stop(): Promise<void> }>(starting: Promise<Part>): Promise<Part> {
  const part = await starting
  parts.push(part)
  return part
}

/** Takes connections, and never answers. */
async function startSilentAgent(socket: string): Promise<{ stop(): Promise<void> }> {
  return await listenAt(socket, () => undefined)
}

/** SSH_AGENTC_SIGN_REQUEST, behind the length of the message. Source: draft-ietf-sshm-ssh-agent. */
const isSignRequest = (message: Buffer) => message[4] === 13

/** Passes on what is asked of a real agent, save to sign. */
async function startWaitingAgent(socket: string, behind: string): Promise<{ stop(): Promise<void> }> {
  return await listenAt(socket, (near) => {
    const far = connectTo(behind)
    near.on('data', (message) => {
      if (!isSignRequest(message)) far.write(message)
    })
    near.on('close', () => far.destroy())
    far.on('data', (message) => near.write(message))
  })
}

async function listenAt(
  socket: string,
  onConnection: (connection: Socket) => void,
): Promise<{ stop(): Promise<void> }> {
  const taken = new Set<Socket>()
  const server = createServer((connection) => {
    taken.add(connection)
    connection.on('error', () => undefined)
    onConnection(connection)
  })
  server.listen(socket)
  await once(server, 'listening')
  return {
    stop: async () => {
      for (const connection of taken) connection.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A server beside the scene's, which lets the same user in with the same key. */
async function besides(scene: SshScene): Promise<TestSshd> {
  return await begin(startSshd({ authorizedKeys: [`${scene.key}.pub`] }))
}

/** A key pair that the scene's user has, and a server that takes it and no other. */
async function withKey(scene: SshScene, name: string, options: KeyOptions) {
  const key = makeKey(join(scene.home, '.ssh', name), options)
  const sshd = await begin(startSshd({ authorizedKeys: [`${key}.pub`] }))
  scene.writeKnownHosts(knownLine(sshd))
  return { key, endpoint: `ssh://${sshd.user}@127.0.0.1:${sshd.port}` }
}

describe('a key', () => {
  it.each<[string, KeyOptions]>([
    ['ed25519', { type: 'ed25519' }],
    ['ecdsa', { type: 'ecdsa' }],
    ['rsa', { type: 'rsa' }],
    ['rsa in the old format', { type: 'rsa', format: 'PEM' }],
  ])('without a passphrase lets in: %s', async (_name, options) => {
    const scene = await open()
    const { key, endpoint } = await withKey(scene, 'mine', options)

    const connection = await scene.connect({ endpoint, identityFile: key })

    expect(connection.hostKey.fingerprint).toMatch(/^SHA256:/)
    expect(scene.steps).toContainEqual(['auth', key])
  })

  it.each<[string, KeyOptions]>([
    ['ed25519', { type: 'ed25519' }],
    ['rsa in the old format', { type: 'rsa', format: 'PEM' }],
  ])('with a passphrase lets in once it is given: %s', async (_name, options) => {
    const scene = await open()
    const { key, endpoint } = await withKey(scene, 'locked', { ...options, passphrase: 'open sesame' })
    const attempt = { endpoint, identityFile: '~/.ssh/locked' }

    expect(await scene.failure(attempt)).toMatchObject({
      reason: 'passphrase_needed',
      file: key,
      step: 'auth',
    })
    const wrong = { ...attempt, passphraseFor: () => 'open barley' }
    expect(await scene.failure(wrong)).toMatchObject({ reason: 'passphrase_wrong', file: key })

    const asked: string[] = []
    const passphraseFor = (file: string) => {
      asked.push(file)
      return 'open sesame'
    }
    await scene.connect({ ...attempt, passphraseFor })
    expect(asked).toEqual([key])
  })

  it('whose passphrase is missing is not asked about when the server does not take it', async () => {
    const scene = await open()
    makeKey(join(scene.home, '.ssh', 'id_ecdsa'), { type: 'ecdsa', passphrase: 'open sesame' })

    const passphraseFor = () => expect.fail('A passphrase was asked for.')

    await scene.connect({ passphraseFor })
  })

  it('that the server does not know lets nobody in', async () => {
    const scene = await open()
    makeKey(join(scene.home, '.ssh', 'other'))

    const failure = await scene.failure({ identityFile: '~/.ssh/other' })

    expect(failure).toMatchObject({ reason: 'auth_refused', step: 'auth' })
  })

  it('that is not there, or is no key, cannot be read', async () => {
    const scene = await open()
    writeFileSync(join(scene.home, '.ssh', 'note'), 'no key')

    for (const identityFile of ['~/.ssh/absent', '~/.ssh/note']) {
      expect(await scene.failure({ identityFile })).toMatchObject({ reason: 'key_unreadable' })
    }
  })
})

describe('an agent', () => {
  it.each(['ed25519', 'ecdsa', 'rsa'] as const)('lets in with the key it holds: %s', async (type) => {
    const scene = await open()
    const { key, endpoint } = await withKey(scene, 'held', { type })
    const agent = await begin(startSshAgent([key]))

    await scene.connect({ endpoint, env: { SSH_AUTH_SOCK: agent.socket } })

    expect(scene.steps).toContainEqual(['auth', 'agent'])
  })

  it('signs for a key of which a file names the public half alone', async () => {
    const scene = await open()
    const { endpoint } = await withKey(scene, 'open', {})
    const agent = await begin(startSshAgent([join(scene.home, '.ssh', 'open')]))
    scene.writeConfig(
      `Host *`,
      `IdentityAgent ${agent.socket}`,
      'IdentitiesOnly yes',
      'IdentityFile ~/.ssh/open.pub',
    )

    await scene.connect({ endpoint })

    expect(scene.steps).toContainEqual(['auth', 'agent'])
  })

  it('is left alone where the configuration names none', async () => {
    const scene = await open()
    const { key, endpoint } = await withKey(scene, 'held', {})
    const agent = await begin(startSshAgent([key]))
    scene.writeConfig('IdentityAgent none')

    const failure = await scene.failure({ endpoint, env: { SSH_AUTH_SOCK: agent.socket } })

    expect(failure.reason).toBe('auth_refused')
  })

  it('that does not answer stands in nobody’s way', async () => {
    const scene = await open()

    await scene.connect({ env: { SSH_AUTH_SOCK: join(scene.home, 'absent.sock') } })
  })

  it('that takes the question and says nothing holds nobody up for good', async () => {
    const scene = await open()
    const socket = join(scene.home, 'silent.sock')
    await begin(startSilentAgent(socket))
    const env = { SSH_AUTH_SOCK: socket }

    scene.writeConfig('ConnectTimeout 1')
    await scene.connect({ env })

    scene.writeConfig('ConnectTimeout 60')
    const reason = new Error('Given up.')
    const giver = new AbortController()
    const onStep = (step: string) => {
      if (step === 'port') giver.abort(reason)
    }
    await expect(scene.connect({ env, signal: giver.signal, onStep })).rejects.toBe(reason)
  })
})

describe('an agent that waits for its owner to confirm the use of a key', () => {
  it('has not let in when the time is over, so that nobody is asked again and again', async () => {
    const scene = await open()
    const { key, endpoint } = await withKey(scene, 'held', {})
    const agent = await begin(startSshAgent([key]))
    const socket = join(scene.home, 'waiting.sock')
    await begin(startWaitingAgent(socket, agent.socket))

    const failure = await scene.failure({
      endpoint,
      env: { SSH_AUTH_SOCK: socket },
      signal: AbortSignal.timeout(1_500),
    })

    expect(failure).toMatchObject({ reason: 'auth_refused', step: 'auth' })
  })
})

describe('a host key', () => {
  it('that nobody knows is never taken unseen, and is known once it was confirmed', async () => {
    const scene = await open()
    scene.writeKnownHosts()

    const failure = await scene.failure()

    const { server, type } = failure.hostKey ?? {}
    expect(failure).toMatchObject({ reason: 'host_key_unknown', step: 'key' })
    expect(failure.hostKey).toMatchObject({ server: `[127.0.0.1]:${scene.sshd.port}`, type: 'ssh-ed25519' })
    addKnownHost(scene.ownKnownHosts, server ?? '', failure.publicKey ?? Buffer.alloc(0))
    expect(readKnown(scene)).toBe(`${knownLine(scene.sshd)}\n`)
    expect((await scene.connect()).hostKey).toMatchObject({ type, knownFingerprint: null })
  })

  it('that has changed is refused with both fingerprints, also after a restart of the server', async () => {
    const scene = await open()
    const before = (await scene.connect()).hostKey.fingerprint
    await scene.sshd.kill()
    scene.sshd.renewHostKeys()
    await scene.sshd.restart()

    const failure = await scene.failure()

    expect(failure).toMatchObject({ reason: 'host_key_changed', hostKey: { knownFingerprint: before } })
    expect(failure.hostKey?.fingerprint).not.toBe(before)
  })

  it('that is revoked is refused, even when another line knows it', async () => {
    const scene = await open()
    const [key] = scene.sshd.hostKeys
    scene.writeKnownHosts(knownLine(scene.sshd), `@revoked * ${key}`)

    expect(await scene.failure()).toMatchObject({ reason: 'host_key_revoked' })
  })

  it('that the configuration lists as revoked is refused, and so is every key when the list is missing', async () => {
    const scene = await open()
    const list = join(scene.home, 'revoked')
    scene.writeConfig(`RevokedHostKeys ${list}`)
    expect(await scene.failure()).toMatchObject({ reason: 'ssh_config_invalid', step: 'key' })

    writeFileSync(list, `${scene.sshd.hostKeys[0]}\n`)

    expect(await scene.failure()).toMatchObject({ reason: 'host_key_revoked' })
  })

  it('is known by a hashed line, as ssh-keygen writes it', async () => {
    const scene = await open()
    scene.writeKnownHosts(knownLine(scene.sshd))
    scene.hashKnownHosts()

    await scene.connect()
  })

  it('of a known type is asked for when the server has several', async () => {
    const scene = await open({ hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] })
    const rsa = scene.sshd.hostKeys[2] ?? ''
    scene.writeKnownHosts(`[127.0.0.1]:${scene.sshd.port} ${rsa}`)

    expect((await scene.connect()).hostKey.type).toBe('ssh-rsa')
  })

  it('is not vouched for by a certificate authority that is only named', async () => {
    const scene = await open()
    const authority = makeKey(join(scene.home, 'authority'))
    scene.writeKnownHosts(`@cert-authority * ${publicKey(authority)}`)

    expect(await scene.failure()).toMatchObject({ reason: 'host_key_unknown' })
  })
})

describe('jump hosts', () => {
  it('lead to the server, each with a key of its own that is verified', async () => {
    const scene = await open()
    const [first, second] = [await besides(scene), await besides(scene)]
    scene.writeConfig(
      'Host edge',
      'HostName 127.0.0.1',
      `Port ${scene.sshd.port}`,
      'ProxyJump second',
      'Host second',
      'HostName 127.0.0.1',
      `Port ${second.port}`,
      `ProxyJump 127.0.0.1:${first.port}`,
    )
    scene.writeKnownHosts(knownLine(first), knownLine(second), knownLine(scene.sshd))

    await scene.connect({ endpoint: 'edge' })

    for (const server of [first, second, scene.sshd]) expect(server.log()).toContain('Accepted publickey')
    expect(first.log()).not.toContain(`port ${scene.sshd.port}`)
  })

  it.each(['first', 'server'] as const)(
    'are of no use when a key is unknown: that of the %s',
    async (whose) => {
      const scene = await open()
      const first = await besides(scene)
      const unknown = whose === 'first' ? first : scene.sshd
      scene.writeConfig(
        'Host edge',
        'HostName 127.0.0.1',
        `Port ${scene.sshd.port}`,
        `ProxyJump 127.0.0.1:${first.port}`,
      )
      scene.writeKnownHosts(knownLine(unknown === first ? scene.sshd : first))

      const failure = await scene.failure({ endpoint: 'edge' })

      expect(failure).toMatchObject({ reason: 'host_key_unknown' })
      expect(failure.hostKey?.server).toBe(`[127.0.0.1]:${unknown.port}`)
    },
  )

  it('say when the server behind them does not listen', async () => {
    const scene = await open()
    const port = await freePort()
    scene.writeConfig(
      'Host edge',
      'HostName 127.0.0.1',
      `Port ${port}`,
      `ProxyJump 127.0.0.1:${scene.sshd.port}`,
    )

    expect(await scene.failure({ endpoint: 'edge' })).toMatchObject({ reason: 'port_closed', step: 'port' })
  })
})

describe('a connection', () => {
  it('tells of its steps in their order', async () => {
    const scene = await open()

    const { hostKey } = await scene.connect()

    expect(scene.steps).toEqual([
      ['name', '127.0.0.1'],
      ['port', `127.0.0.1:${scene.sshd.port}`],
      ['key', hostKey.fingerprint],
      ['auth', scene.key],
    ])
  })

  it('fails with the step that went wrong', async () => {
    const scene = await open()
    const closed = await freePort()

    expect(await scene.failure({ endpoint: `ssh://127.0.0.1:${closed}` })).toMatchObject({
      reason: 'port_closed',
      step: 'port',
    })
    expect(await scene.failure({ endpoint: 'ssh://edge.invalid' })).toMatchObject({
      reason: 'name_unresolved',
      step: 'name',
    })
    expect(await scene.failure({ endpoint: 'ssh://ann:secret@127.0.0.1' })).toMatchObject({
      reason: 'ssh_config_invalid',
      step: null,
    })
  })

  it('fails in time when the server accepts and says nothing', async () => {
    const scene = await open()
    const proxy = await begin<DelayProxy>(startDelayProxy(scene.sshd.port, 0))
    proxy.freeze()
    scene.writeConfig('ConnectTimeout 1')

    const failure = await scene.failure({ endpoint: `ssh://127.0.0.1:${proxy.port}` })

    expect(failure).toMatchObject({ reason: 'connect_timeout', step: 'key' })
  })

  it('that is given up ends with the reason of who gave it up', async () => {
    const scene = await open()
    const proxy = await begin<DelayProxy>(startDelayProxy(scene.sshd.port, 0))
    proxy.freeze()
    const giveUp = new AbortController()

    const attempt = scene.connect({ endpoint: `ssh://127.0.0.1:${proxy.port}`, signal: giveUp.signal })
    giveUp.abort(new Error('enough'))

    await expect(attempt).rejects.toThrow('enough')
  })

  it('resolves `lost` when the server dies, and with null when it is closed', async () => {
    const scene = await open()
    const [first, second] = [await scene.connect(), await scene.connect()]

    first.close()
    await scene.sshd.kill()

    expect(await first.lost).toBeNull()
    expect(await second.lost).toBe('ssh_lost')
  })

  it('is found lost when the link hangs', async () => {
    const scene = await open()
    const proxy = await begin<DelayProxy>(startDelayProxy(scene.sshd.port, 0))
    scene.writeConfig('ServerAliveInterval 1', 'ServerAliveCountMax 1')
    scene.writeKnownHosts(knownLine(scene.sshd, `[127.0.0.1]:${proxy.port}`))
    const connection = await scene.connect({ endpoint: `ssh://127.0.0.1:${proxy.port}` })

    proxy.freeze()

    expect(await connection.lost).toBe('ssh_lost')
  })
})
