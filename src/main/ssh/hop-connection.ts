import type { Duplex } from 'node:stream'
import ssh2, { type Client, type ServerHostKeyAlgorithm } from 'ssh2'
import type { HostKey } from '../../contract/host.ts'
import type { SshHop } from './config.ts'
import { fingerprintOf, keyTypeOf, serverName } from './host-key.ts'
import { Identities, type IdentityOptions } from './identities.ts'
import type { KnownHosts } from './known-hosts.ts'
import { readKnownHosts } from './known-hosts-files.ts'
import { type OnStep, openPort, openThrough } from './open-port.ts'
import { orAbort } from './or-abort.ts'
import { SshFailure } from './ssh-connection.ts'

export interface HopOptions extends IdentityOptions {
  /** Slipway's own known_hosts. */
  readonly ownKnownHosts: string
  readonly signal: AbortSignal
  readonly onStep: OnStep
}

export interface ConnectedHop {
  readonly client: Client
  readonly hostKey: HostKey
}

/** As long as sshd itself gives: an agent may ask a person to confirm the use of a key. */
const authLimitMs = 120_000
/** Finds a link that hangs, where ~/.ssh/config sets nothing. */
const usualAliveIntervalMs = 15_000

/** From what a server's key is to be: SHA-1 signatures are not taken from anybody. */
const keyAlgorithms: readonly ServerHostKeyAlgorithm[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
]

/** Connects to one server, directly when `through` is null, verifies its key and proves who we are. Rejects with SshFailure. */
export async function connectHop(
  hop: SshHop,
  through: Client | null,
  options: HopOptions,
): Promise<ConnectedHop> {
  const limit = AbortSignal.any([options.signal, AbortSignal.timeout(hop.connectTimeoutMs)])
  const all = [
    through === null
      ? openPort(hop, limit, options.onStep)
      : openThrough(through, hop, limit, options.onStep),
    Identities.gather(hop, limit, options),
    readKnownHosts(hop, options.ownKnownHosts),
  ] as const
  const [socket, identities, knownHosts] = await settleAll(all, options.signal)
  try {
    options.signal.throwIfAborted()
    return await new Handshake(hop, socket, identities, knownHosts, options).done
  } catch (error) {
    socket.destroy()
    throw error
  }
}

/** As Promise.all, but the port is closed again when something else failed, or whoever asked has given up: a file may
 *  lie where no answer comes from. */
async function settleAll<A extends Duplex, B, C>(
  all: readonly [Promise<A>, Promise<B>, Promise<C>],
  signal: AbortSignal,
): Promise<readonly [A, B, C]> {
  try {
    return await orAbort(Promise.all(all), signal)
  } catch (error) {
    all[0].then(
      (socket) => socket.destroy(),
      () => undefined,
    )
    throw error
  }
}

/** Key exchange and authentication on one open stream. */
class Handshake {
  readonly done: Promise<ConnectedHop>
  readonly #hop: SshHop
  readonly #client: Client = new ssh2.Client()
  readonly #identities: Identities
  readonly #knownHosts: KnownHosts
  readonly #options: HopOptions
  #hostKey: HostKey | null = null
  /** What the verifier found, which ssh2 tells as a failed handshake. */
  #refusal: SshFailure | null = null

  constructor(
    hop: SshHop,
    socket: Duplex,
    identities: Identities,
    knownHosts: KnownHosts,
    options: HopOptions,
  ) {
    this.#hop = hop
    this.#identities = identities
    this.#knownHosts = knownHosts
    this.#options = options
    this.done = this.#run(socket)
  }

  async #run(socket: Duplex): Promise<ConnectedHop> {
    const { signal, onStep } = this.#options
    const client = this.#client
    const ended = new AbortController()
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise((resolve, reject) => {
        const fail = (error: unknown) => reject(error)
        timer = setTimeout(
          fail,
          this.#hop.connectTimeoutMs,
          new SshFailure('connect_timeout', { step: 'key' }),
        )
        signal.addEventListener('abort', () => fail(this.#reasonOfEnd(signal)), { signal: ended.signal })
        client.once('handshake', () => {
          clearTimeout(timer)
          timer = setTimeout(fail, authLimitMs, new SshFailure('connect_timeout', { step: 'auth' }))
          onStep('key', this.#hostKey?.fingerprint ?? '')
        })
        client.once('ready', () => {
          onStep('auth', this.#identities.usedOrigin ?? this.#hop.user)
          if (this.#hostKey !== null) resolve({ client, hostKey: this.#hostKey })
        })
        // It stays for good: an error without a listener would end the process.
        client.on('error', (error) => {
          // A key of an agent that does not sign is passed over, and the next one is tried.
          if (error.level !== 'agent') fail(this.#failureOf(error))
        })
        client.once('close', () => fail(this.#failureOf(null)))
        this.#connect(socket)
      })
    } finally {
      clearTimeout(timer)
      ended.abort()
    }
  }

  #connect(sock: Duplex): void {
    const { user, aliveIntervalMs, aliveCountMax } = this.#hop
    // The order of OpenSSH, save that the question which ways there are is left out: it costs a round trip.
    const ways = this.#identities.isEmpty ? (['none'] as const) : (['agent', 'none'] as const)
    this.#client.connect({
      // ssh2's types ask for a Readable, and it writes to it.
      sock: sock as never,
      username: user,
      agent: this.#identities,
      authHandler: [...ways],
      hostVerifier: (key: Buffer) => this.#verify(key),
      algorithms: { serverHostKey: this.#algorithms() },
      strictVendor: false,
      readyTimeout: 0,
      keepaliveInterval: aliveIntervalMs || usualAliveIntervalMs,
      keepaliveCountMax: aliveCountMax,
    })
  }

  /** Those of the keys that are known come first, so that the server shows one of them if it has it. */
  #algorithms(): ServerHostKeyAlgorithm[] {
    const known = this.#knownHosts.typesOf(this.#serverName)
    const isKnown = (algorithm: string) =>
      known.includes(algorithm) || (algorithm.startsWith('rsa-') && known.includes('ssh-rsa'))
    return [...keyAlgorithms.filter(isKnown), ...keyAlgorithms.filter((algorithm) => !isKnown(algorithm))]
  }

  get #serverName(): string {
    return serverName(this.#hop.keyName, this.#hop.keyPort)
  }

  #verify(key: Buffer): boolean {
    const server = this.#serverName
    const verdict = this.#knownHosts.judge(server, key)
    const hostKey: HostKey = {
      server,
      type: keyTypeOf(key),
      fingerprint: fingerprintOf(key),
      knownFingerprint: verdict.kind === 'changed' ? verdict.knownFingerprint : null,
    }
    this.#hostKey = hostKey
    if (verdict.kind === 'known') return true
    this.#refusal = new SshFailure(`host_key_${verdict.kind}`, { step: 'key', hostKey, publicKey: key })
    return false
  }

  /** An agent may ask a person to confirm the use of a key. Who is not there now would be asked again by each further
   *  attempt, so that it counts as a no. */
  #reasonOfEnd({ reason }: AbortSignal): unknown {
    const isLate = reason instanceof DOMException && reason.name === 'TimeoutError'
    return isLate && this.#identities.isSigning
      ? new SshFailure('auth_refused', { step: 'auth', cause: reason })
      : reason
  }

  #failureOf(cause: (Error & { readonly level?: string }) | null): SshFailure {
    if (this.#refusal !== null) return this.#refusal
    const hasKey = this.#hostKey !== null
    const level = cause?.level
    if (hasKey && level !== 'client-socket' && level !== 'client-timeout' && level !== 'handshake') {
      const { trouble } = this.#identities
      if (trouble !== null) return new SshFailure(trouble.reason, { ...trouble, step: 'auth' })
      return new SshFailure('auth_refused', { step: 'auth', cause })
    }
    return new SshFailure('ssh_lost', { step: hasKey ? 'auth' : 'key', cause })
  }
}
