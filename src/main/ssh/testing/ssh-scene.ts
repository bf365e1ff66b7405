import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeKey, type SshdOptions, startSshd, type TestSshd } from '../../../../scripts/test-parts/sshd.ts'
import { type ConnectSshOptions, connectSsh } from '../connect.ts'
import { type SshConnection, SshFailure } from '../ssh-connection.ts'

/** A user's home with a key, and a server that lets its owner in. */
export interface SshScene {
  readonly home: string
  /** The key that the server takes. */
  readonly key: string
  readonly ownKnownHosts: string
  readonly sshd: TestSshd
  /** `ssh://…` of the server. */
  readonly endpoint: string
  readonly steps: (readonly [string, string])[]
  writeKnownHosts(...lines: readonly string[]): void
  /** Hashes the names in known_hosts with OpenSSH's own program. */
  hashKnownHosts(): void
  writeConfig(...lines: readonly string[]): void
  /** The connection is closed with the scene. */
  connect(
    changes?: Partial<ConnectSshOptions> & { endpoint?: string; identityFile?: string },
  ): Promise<SshConnection>
  /** For a connection that must not come about. */
  failure(
    changes?: Partial<ConnectSshOptions> & { endpoint?: string; identityFile?: string },
  ): Promise<SshFailure>
  close(): Promise<void>
}

export async function setScene(
  options: Omit<SshdOptions, 'authorizedKeys'> & { readonly passphrase?: string } = {},
): Promise<SshScene> {
  const home = mkdtempSync(join(tmpdir(), 'slipway-ssh-'))
  mkdirSync(join(home, '.ssh'), { mode: 0o700 })
  const { passphrase, ...ofServer } = options
  const key = makeKey(join(home, '.ssh', 'id_ed25519'), passphrase === undefined ? {} : { passphrase })
  const sshd = await startSshd({ ...ofServer, authorizedKeys: [`${key}.pub`] })
  const connections: SshConnection[] = []
  const ownKnownHosts = join(home, 'known_hosts')
  const endpoint = `ssh://${sshd.user}@127.0.0.1:${sshd.port}`
  const steps: (readonly [string, string])[] = []
  const attempt: SshScene['connect'] = async ({ endpoint: other, identityFile, ...changes } = {}) => {
    const connection = await connectSsh(
      { endpoint: other ?? endpoint, identityFile: identityFile ?? null },
      {
        env: {},
        home,
        ownKnownHosts,
        passphraseFor: () => null,
        signal: new AbortController().signal,
        log: { info: () => undefined },
        onStep: (...step) => steps.push(step),
        ...changes,
      },
    )
    connections.push(connection)
    return connection
  }
  const scene: SshScene = {
    home,
    key,
    ownKnownHosts,
    sshd,
    endpoint,
    steps,
    writeKnownHosts: (...lines) => write('known_hosts', lines),
    hashKnownHosts: () => {
      execFileSync('ssh-keygen', ['-q', '-H', '-f', join(home, '.ssh', 'known_hosts')], { stdio: 'ignore' })
    },
    writeConfig: (...lines) => write('config', lines),
    connect: attempt,
    failure: async (changes) => {
      const outcome = await attempt(changes).catch((error: unknown) => error)
      if (outcome instanceof SshFailure) return outcome
      throw outcome instanceof Error ? outcome : new Error('The connection came about.')
    },
    close: async () => {
      for (const connection of connections) connection.close()
      await sshd.stop()
      rmSync(home, { recursive: true })
    },
  }
  const write = (name: string, lines: readonly string[]) =>
    writeFileSync(join(home, '.ssh', name), lines.map((line) => `${line}\n`).join(''))
  scene.writeKnownHosts(knownLine(sshd))
  return scene
}

/** A line of known_hosts for the server as it is. */
export function knownLine(sshd: TestSshd, name = `[127.0.0.1]:${sshd.port}`): string {
  return sshd.hostKeys.map((key) => `${name} ${key}`).join('\n')
}

export function readKnown(scene: SshScene): string {
  return readFileSync(scene.ownKnownHosts, 'utf8')
}
