import { z } from 'zod'

/** Why a deploy did not succeed. A closed set: the ledger holds one of these, never an engine's own words. */
export const deployErrorCodes = [
  'image_not_found',
  'registry_auth',
  'registry_unreachable',
  'registry_rate_limited',
  'host_unreachable',
  'engine_permission_denied',
  'engine_too_old',
  'port_in_use',
  'name_in_use',
  'network_not_found',
  'platform_mismatch',
  'health_timeout',
  'health_unhealthy',
  'exited_early',
  'start_failed',
  'no_space',
  'invalid_source',
  'replay_gone',
  'image_not_on_computer',
  'transfer_failed',
  'cancelled',
  'superseded',
  'interrupted',
  'internal',
] as const
export const deployErrorCodeSchema = z.enum(deployErrorCodes)
export type DeployErrorCode = z.infer<typeof deployErrorCodeSchema>

/** Why a host cannot be used now. */
export const hostErrorCodes = [
  'engine_not_found',
  'engine_down',
  'engine_permission_denied',
  'engine_too_old',
  'engine_endpoint_invalid',
  'name_unresolved',
  'port_closed',
  'connect_timeout',
  'ssh_config_invalid',
  'host_key_unknown',
  'host_key_changed',
  'host_key_revoked',
  'auth_refused',
  'key_unreadable',
  'passphrase_needed',
  'passphrase_wrong',
  'ssh_lost',
  'docker_missing',
  'tls_refused',
  'tls_files_unreadable',
] as const
export const hostErrorCodeSchema = z.enum(hostErrorCodes)
export type HostErrorCode = z.infer<typeof hostErrorCodeSchema>

/** One field that did not pass: `path` as in `source.ports.0.container`, empty for the whole input. */
const fieldIssueSchema = z.object({ path: z.string(), message: z.string() })
export type FieldIssue = z.infer<typeof fieldIssueSchema>

const invalidInputDataSchema = z.object({
  path: z.string().describe('Path of the first field that did not pass, such as source.ports.0.container'),
  issues: z.array(fieldIssueSchema),
})

/** Errors of every procedure: `{ code, status, message, data }` on the wire. */
export const commonErrors = {
  invalid_input: { status: 400, message: 'A field of the input is not valid.', data: invalidInputDataSchema },
  unauthorized: { status: 401, message: 'Send an access token: Authorization: Bearer <token>.' },
  forbidden: { status: 403, message: 'This needs the role admin; the token given is a viewer.' },
  internal: { status: 500, message: 'Slipway failed at this request; its log file has the details.' },
} as const

export const notFound = {
  not_found: {
    status: 404,
    message: 'There is nothing with this id.',
    data: z.object({ kind: z.enum(['workload', 'deploy', 'host', 'token']), id: z.string() }),
  },
} as const

export const nameTaken = {
  name_taken: {
    status: 409,
    message: 'Another one has this name already; choose a different name.',
    data: z.object({ name: z.string() }),
  },
} as const

export const workloadConflicts = {
  ref_taken: {
    status: 409,
    message: 'Another app of the same kind has this refId already.',
    data: z.object({ refId: z.string() }),
  },
  chain_cycle: {
    status: 409,
    message: 'This parent is the app itself or one of its descendants; choose another parent.',
    data: z.object({ parentId: z.string() }),
  },
} as const

export const hostUnavailable = {
  host_unavailable: {
    status: 503,
    message: 'The host does not answer now, and this call needs it; try again when it is online.',
    data: z.object({ hostId: z.string(), reason: hostErrorCodeSchema.nullable() }),
  },
} as const

export const hostConflicts = {
  fingerprint_mismatch: {
    status: 409,
    message: 'The server shows another key than the one you confirmed; compare the fingerprints again.',
    data: z.object({ fingerprint: z.string().nullable() }),
  },
  host_in_use: {
    status: 409,
    message: 'Apps run on this host; delete or move them first.',
    data: z.object({ workloads: z.array(z.string()) }),
  },
  host_is_local: { status: 409, message: 'This computer is always there; only added hosts can be changed.' },
} as const

export const rollbackErrors = {
  entry_not_successful: {
    status: 409,
    message: 'Only a successful deploy can be rolled back to; this one did not succeed.',
  },
  entry_is_current: { status: 409, message: 'This deploy is the one that runs now; choose an earlier one.' },
  no_earlier_success: { status: 409, message: 'There is no earlier successful deploy to roll back to.' },
  not_rollback_capable: { status: 409, message: 'This kind of source cannot replay an earlier deploy.' },
  replay_gone: {
    status: 409,
    message: 'The image of this deploy is neither on the host nor in its registry any more.',
  },
} as const

export const cancelErrors = {
  already_finished: { status: 409, message: 'This deploy has finished already; there is nothing to cancel.' },
} as const
