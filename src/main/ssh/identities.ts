import ssh2, { type BaseAgent, type ParsedKey } from 'ssh2'
import { describeError } from '../log/describe-error.ts'
import type { Logger } from '../log/logger.ts'
import type { SshHop } from './config.ts'
import { type KeyFile, readKeyFile, unlockKey } from './key-file.ts'
import { orAbort } from './or-abort.ts'

export type PassphraseFor = (file: string) => string | null | Promise<string | null>

/** A key to prove oneself with: its public half, and how to sign. */
interface Identity {
  readonly publicKey: ParsedKey
  /** Where it comes from: a file's path, or `agent`. */
  readonly origin: string
  sign(data: Buffer, hash: SigningHash): Promise<Buffer>
}

type SigningHash = 'sha1' | 'sha256' | 'sha512' | undefined

/** Why keys that are there could not be used. */
export interface KeyTrouble {
  readonly reason: 'key_unreadable' | 'passphrase_needed' | 'passphrase_wrong'
  readonly file: string
  readonly cause?: unknown
}

export interface IdentityOptions {
  readonly passphraseFor: PassphraseFor
  readonly log: Pick<Logger, 'info'>
}

/** All keys for one server as one agent of ssh2's, in OpenSSH's order: those of its agent that the configuration names,
 *  the agent's others, then files. A passphrase is asked for only once the server has said that it takes that key. */
export class Identities extends ssh2.BaseAgent<ParsedKey> {
  readonly #identities: readonly Identity[]
  readonly #troubles: KeyTrouble[]
  #lastUsed: Identity | null = null
  #signing = 0

  private constructor(identities: readonly Identity[], troubles: KeyTrouble[]) {
    super()
    this.#identities = identities
    this.#troubles = troubles
  }

  /** `limit` ends the wait for an agent that takes the question and says nothing. */
  static async gather(hop: SshHop, limit: AbortSignal, options: IdentityOptions): Promise<Identities> {
    const troubles: KeyTrouble[] = []
    const [ofAgent, ofFiles] = await Promise.all([
      agentIdentities(hop.agent, limit, options.log),
      fileIdentities(hop, options, troubles),
    ])
    return new Identities(inOrder(ofAgent, ofFiles, hop.identitiesOnly), troubles)
  }

  get isEmpty(): boolean {
    return this.#identities.length === 0
  }

  /** Where the key comes from that was signed with last; null when none was. */
  get usedOrigin(): string | null {
    return this.#lastUsed?.origin ?? null
  }

  /** Whether a signature was asked for that has not come yet, as from an agent that waits for its owner to confirm it. */
  get isSigning(): boolean {
    return this.#signing > 0
  }

  /** Why nobody was let in, as far as it is about our keys: a file that cannot be read matters when there is no other key. */
  get trouble(): KeyTrouble | null {
    const telling = ['passphrase_wrong', 'passphrase_needed', ...(this.isEmpty ? ['key_unreadable'] : [])]
    const found = telling.map((reason) => this.#troubles.find((trouble) => trouble.reason === reason))
    return found.find((trouble) => trouble !== undefined) ?? null
  }

  override getIdentities(callback: (error?: Error, keys?: ParsedKey[]) => void): void {
    callback(
      undefined,
      this.#identities.map(({ publicKey }) => publicKey),
    )
  }

  override sign(
    publicKey: ParsedKey,
    data: Buffer,
    options: { hash?: SigningHash } | SignCallback,
    callback?: SignCallback,
  ): void {
    const answer = typeof options === 'function' ? options : callback
    const hash = typeof options === 'function' ? undefined : options.hash
    const blob = publicKey.getPublicSSH()
    const identity = this.#identities.find((each) => each.publicKey.getPublicSSH().equals(blob))
    if (identity === undefined) {
      answer?.(new Error('The key is none of ours.'))
      return
    }
    this.#signing += 1
    const signing = identity.sign(data, hash).finally(() => {
      this.#signing -= 1
    })
    signing.then(
      (signature) => {
        this.#lastUsed = identity
        answer?.(undefined, signature)
      },
      (error: unknown) => answer?.(error instanceof Error ? error : new Error(String(error))),
    )
  }
}

type SignCallback = (error?: Error, signature?: Buffer) => void

function inOrder(
  ofAgent: readonly Identity[],
  ofFiles: readonly FileIdentity[],
  identitiesOnly: boolean,
): readonly Identity[] {
  const isSame = (a: Identity, b: FileIdentity) =>
    a.publicKey.getPublicSSH().equals(b.publicKey.getPublicSSH())
  const named = ofFiles.flatMap((file) => ofAgent.filter((held) => isSame(held, file)))
  const others = identitiesOnly ? [] : ofAgent.filter((held) => !ofFiles.some((file) => isSame(held, file)))
  const files = ofFiles.filter((file) => file.canSign && !ofAgent.some((held) => isSame(held, file)))
  return [...named, ...others, ...files]
}

/** None when no agent answers, as with ssh itself. */
async function agentIdentities(
  path: string | null,
  limit: AbortSignal,
  log: IdentityOptions['log'],
): Promise<Identity[]> {
  if (path === null) return []
  try {
    const agent = ssh2.createAgent(path)
    const keys = await orAbort(listKeys(agent), limit)
    return keys.map((publicKey) => ({
      publicKey,
      origin: 'agent',
      sign: (data, hash) => signWithAgent(agent, publicKey, data, hash),
    }))
  } catch (error) {
    log.info({ error: describeError(error) }, 'the SSH agent does not answer')
    return []
  }
}

async function listKeys(agent: BaseAgent): Promise<readonly ParsedKey[]> {
  const keys = await new Promise<readonly (ParsedKey | Buffer | string)[]>((resolve, reject) => {
    agent.getIdentities((error, found) => {
      if (error) reject(error)
      else resolve((found ?? []) as readonly (ParsedKey | Buffer | string)[])
    })
  })
  return keys.flatMap((key) => {
    const parsed: unknown = ssh2.utils.parseKey(key)
    return parsed instanceof Error ? [] : [parsed as ParsedKey]
  })
}

async function signWithAgent(
  agent: BaseAgent,
  key: ParsedKey,
  data: Buffer,
  hash: SigningHash,
): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    agent.sign(key, data, hash === undefined ? {} : { hash }, (error, signature) => {
      if (signature === undefined || error) reject(error ?? new Error('The agent did not sign.'))
      else resolve(signature)
    })
  })
}

interface FileIdentity extends Identity {
  /** False for a public key alone: it only names one of the agent's. */
  readonly canSign: boolean
}

async function fileIdentities(
  { identityFiles, hasOwnIdentityFiles }: SshHop,
  options: IdentityOptions,
  troubles: KeyTrouble[],
): Promise<FileIdentity[]> {
  const read = identityFiles.map((file) => ({ file, found: readKeyFile(file) }))
  const wanted = read.filter(({ found }) => hasOwnIdentityFiles || found.kind !== 'absent')
  const identities = await Promise.all(
    wanted.map(({ file, found }) => identityOf(file, found, options, troubles)),
  )
  return identities.filter((identity) => identity !== null)
}

async function identityOf(
  file: string,
  found: KeyFile,
  { passphraseFor }: IdentityOptions,
  troubles: KeyTrouble[],
): Promise<FileIdentity | null> {
  switch (found.kind) {
    case 'absent':
      troubles.push({ reason: 'key_unreadable', file })
      return null
    case 'unreadable':
      troubles.push({ reason: 'key_unreadable', file, cause: found.cause })
      return null
    case 'public':
      return { publicKey: found.publicKey, origin: file, canSign: false, sign: refuseToSign }
    case 'open':
      return openIdentity(file, found.key)
    case 'locked': {
      const unlock = () => unlockFile(file, found.text, passphraseFor, troubles)
      if (found.publicKey !== null) {
        const sign = async (data: Buffer, hash: SigningHash) => signWithKey(await unlock(), data, hash)
        return { publicKey: found.publicKey, origin: file, canSign: true, sign }
      }
      // An old format, which shows nothing before it is open.
      return await unlock().then(
        (key) => openIdentity(file, key),
        () => null,
      )
    }
  }
}

function openIdentity(file: string, key: ParsedKey): FileIdentity {
  const sign = async (data: Buffer, hash: SigningHash) => signWithKey(key, data, hash)
  return { publicKey: key, origin: file, canSign: true, sign }
}

async function unlockFile(
  file: string,
  text: string,
  passphraseFor: PassphraseFor,
  troubles: KeyTrouble[],
): Promise<ParsedKey> {
  const passphrase = await passphraseFor(file)
  const key = passphrase === null ? null : unlockKey(text, passphrase)
  if (key !== null) return key
  const reason = passphrase === null ? 'passphrase_needed' : 'passphrase_wrong'
  troubles.push({ reason, file })
  throw new Error(reason)
}

function signWithKey(key: ParsedKey, data: Buffer, hash: SigningHash): Buffer {
  const signature: unknown = key.sign(data, hash)
  if (Buffer.isBuffer(signature)) return signature
  throw signature instanceof Error ? signature : new Error('The key did not sign.')
}

async function refuseToSign(): Promise<Buffer> {
  throw new Error('There is a public key alone.')
}
