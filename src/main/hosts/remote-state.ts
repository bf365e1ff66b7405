import type { HostErrorCode } from '../../contract/errors.ts'
import type { HostState } from '../../contract/host.ts'

/** What a reason makes of a remote host. `offline` is tried again and again; `untrusted` and `refused` wait for a person
 *  or a changed file: a server may lock out whom it has turned away too often. */
export function stateFor(reason: HostErrorCode): Extract<HostState, 'offline' | 'untrusted' | 'refused'> {
  switch (reason) {
    case 'host_key_unknown':
      return 'untrusted'
    case 'host_key_changed':
    case 'host_key_revoked':
    case 'auth_refused':
    case 'key_unreadable':
    case 'passphrase_needed':
    case 'passphrase_wrong':
    case 'ssh_config_invalid':
    case 'tls_refused':
    case 'tls_files_unreadable':
      return 'refused'
    case 'engine_not_found':
    case 'engine_down':
    case 'engine_permission_denied':
    case 'engine_too_old':
    case 'engine_endpoint_invalid':
    case 'name_unresolved':
    case 'port_closed':
    case 'connect_timeout':
    case 'ssh_lost':
    case 'docker_missing':
      return 'offline'
  }
}
