import { readFile } from 'node:fs/promises'
import type { SshHop } from './config.ts'
import { KnownHosts } from './known-hosts.ts'
import { SshFailure } from './ssh-connection.ts'

/** All that is known of servers' keys. A file may be missing; one that is there and cannot be read may say that a key is
 *  revoked, so that nothing goes on without it. Rejects with SshFailure. */
export async function readKnownHosts(hop: SshHop, ownKnownHosts: string): Promise<KnownHosts> {
  try {
    const files = [...hop.knownHostsFiles, ownKnownHosts]
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(emptyIfAbsent)))
    const revoked = hop.revokedKeysFile === null ? [] : [await readRevoked(hop.revokedKeysFile)]
    return new KnownHosts([...texts, ...revoked])
  } catch (cause) {
    throw new SshFailure('ssh_config_invalid', { step: 'key', cause })
  }
}

function emptyIfAbsent(error: unknown): string {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
    return ''
  throw error
}

/** The keys of RevokedHostKeys as lines of known_hosts. As with OpenSSH, a file that is not there refuses every server. */
async function readRevoked(file: string): Promise<string> {
  const text = await readFile(file, 'utf8')
  if (text.startsWith('SSHKRL')) throw new Error('A binary list of revoked keys cannot be read.')
  return text
    .split('\n')
    .map((line) => `@revoked * ${line}`)
    .join('\n')
}
