import type { DeployErrorCode, HostErrorCode } from '../../contract/errors.ts'
import { type Engine, EngineError } from '../docker/engine.ts'
import type { Hosts } from '../hosts/hosts.ts'

/** The engine of a host; one that is away is looked for once more, since it may have come back just now.
 *  @throws EngineError that says why the host cannot be used, or the signal's reason */
export async function reachEngine(
  hosts: Pick<Hosts, 'engine' | 'check'>,
  hostId: string,
  signal?: AbortSignal,
): Promise<Engine> {
  const known = hosts.engine(hostId)
  if (known !== null) return known
  const { reason } = await unlessAborted(hosts.check(hostId), signal)
  const found = hosts.engine(hostId)
  if (found !== null) return found
  throw new EngineError(codeOf(reason), null, 'The host does not answer.')
}

/** A connection may take a minute to fail; whoever cancels a deploy does not wait for that. */
async function unlessAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (signal === undefined) return await work
  signal.throwIfAborted()
  const { promise: isAborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    return await Promise.race([work, isAborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function codeOf(reason: HostErrorCode | null): DeployErrorCode {
  switch (reason) {
    case 'engine_permission_denied':
    case 'engine_too_old':
      return reason
    case 'engine_not_found':
    case 'engine_down':
    case 'engine_endpoint_invalid':
    case 'name_unresolved':
    case 'port_closed':
    case 'connect_timeout':
    case 'ssh_config_invalid':
    case 'host_key_unknown':
    case 'host_key_changed':
    case 'host_key_revoked':
    case 'auth_refused':
    case 'key_unreadable':
    case 'passphrase_needed':
    case 'passphrase_wrong':
    case 'ssh_lost':
    case 'docker_missing':
    case 'tls_refused':
    case 'tls_files_unreadable':
    case null:
      return 'host_unreachable'
  }
}
