import type { DeployErrorCode } from '../../contract/errors.ts'
import { EngineError } from './engine.ts'

/** What was asked of the engine. In `registry` (lookup and pull) a network's failure is the registry's, not the engine's. */
export type EngineTask = 'registry' | 'start' | 'load' | 'other'

interface AnswerRule {
  readonly code: DeployErrorCode
  readonly task?: EngineTask
  readonly text: RegExp
}

/** How engines word their refusals. The engine's API has no codes, so there is nothing but the text to go by;
 *  all matching of texts is here. The first rule that fits decides. Wording seen in Docker Engine 20.10;
 *  for newer engines, the containerd image store and Podman it is as they are known to word it, not reproduced. */
export const answerRules: readonly AnswerRule[] = [
  { code: 'registry_rate_limited', task: 'registry', text: /toomanyrequests|too many requests|rate limit/i },
  {
    code: 'platform_mismatch',
    text: /no matching manifest for|no match for platform in manifest|does not (match|provide) the specified platform|cannot be used on this platform/i,
  },
  { code: 'no_space', text: /no space left on device|disk quota exceeded|not enough space on the disk/i },
  // Docker Hub says the same of a repository that is missing and of one that is private.
  { code: 'image_not_found', task: 'registry', text: /repository does not exist or may require/i },
  {
    code: 'registry_auth',
    task: 'registry',
    text: /\bunauthorized\b|authentication required|no basic auth credentials|requested access to the resource is denied|insufficient_scope|incorrect username or password|\bdenied:|40[13] (unauthorized|forbidden)/i,
  },
  {
    code: 'image_not_found',
    task: 'registry',
    text: /manifest unknown|name unknown|repository name not known to registry|manifest for .* not found|: not found\s*$|no such image/i,
  },
  {
    code: 'registry_unreachable',
    task: 'registry',
    text: /connection refused|connection reset|no such host|name resolution|server misbehaving|i\/o timeout|tls handshake|x509:|gave HTTP response to HTTPS client|timeout exceeded|deadline exceeded|network is unreachable|no route to host|proxyconnect|\bEOF\b|50[0234] (internal server error|bad gateway|service unavailable|gateway timeout)/i,
  },
  { code: 'invalid_source', text: /invalid reference format|repository name must/i },
  { code: 'image_not_found', text: /no such image/i },
  {
    code: 'port_in_use',
    text: /port is already allocated|ports are not available|address already in use/i,
  },
  { code: 'name_in_use', text: /container name .* is already in use/i },
  {
    code: 'network_not_found',
    text: /network .* not found|no such network|could not find a network matching|unable to find network/i,
  },
  // Docker Desktop's proxy answers while its virtual machine sleeps or is broken.
  { code: 'host_unreachable', text: /docker desktop is (manually paused|unable to start|shutting down)/i },
  {
    code: 'start_failed',
    text: /OCI runtime|executable file not found|exec format error|failed to create (shim|task)|unable to find user/i,
  },
]

/** What a refusal means when no rule knows its words. */
function codeOfStatus(task: EngineTask, status: number): DeployErrorCode {
  if (task === 'start') return 'start_failed'
  if (task === 'load') return 'transfer_failed'
  // What was sent cannot be run as it is configured: more CPUs than there are, an empty entrypoint.
  if (task !== 'registry') return status === 400 ? 'invalid_source' : 'internal'
  if (status === 401 || status === 403) return 'registry_auth'
  if (status === 404) return 'image_not_found'
  return status === 429 ? 'registry_rate_limited' : 'internal'
}

/** An engine's refusal: an HTTP status of 400 and above, or an error line within a pull. */
export function answerError(task: EngineTask, status: number, text: string): EngineError {
  const rule = answerRules.find((each) => (each.task ?? task) === task && each.text.test(text))
  return new EngineError(rule?.code ?? codeOfStatus(task, status), status, text)
}

/** Node's codes for a connection that could not be made, or broke. */
const lostConnection: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ENOTSOCK',
  'ENOTDIR',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
])

/** An engine's silence: the connection could not be made, broke, or carried something that is no HTTP. */
export function connectionError(cause: unknown): EngineError {
  if (cause instanceof EngineError) return cause
  const code = faultCode(cause)
  const text = cause instanceof Error ? cause.message : String(cause)
  return new EngineError(codeOfFault(code), null, text, { cause })
}

function codeOfFault(code: string): DeployErrorCode {
  if (code === 'EACCES' || code === 'EPERM') return 'engine_permission_denied'
  const isLost = lostConnection.has(code) || code.startsWith('HPE_') || tlsProblem(code) !== null
  return isLost ? 'host_unreachable' : 'internal'
}

/** Why TLS failed, if it did: a side does not trust the other, or our own files hold no certificate or key. */
export function tlsFault(error: EngineError): 'tls_refused' | 'tls_files_unreadable' | null {
  return tlsProblem(faultCode(error.cause))
}

/** By Node's codes, and by those of OpenSSL (X509_V_ERR_…) that it hands on. */
function tlsProblem(code: string): 'tls_refused' | 'tls_files_unreadable' | null {
  if (code.startsWith('ERR_OSSL_')) return 'tls_files_unreadable'
  const isRefused =
    /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_(?:CA|PURPOSE))/.test(
      code,
    ) || ['EPROTO', 'HOSTNAME_MISMATCH', 'PATH_LENGTH_EXCEEDED'].includes(code)
  return isRefused ? 'tls_refused' : null
}

/** Whether the engine could not be reached because nothing is at its address. */
export function isAbsent(error: EngineError): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(faultCode(error.cause))
}

function faultCode(fault: unknown): string {
  const code: unknown = typeof fault === 'object' && fault !== null ? Reflect.get(fault, 'code') : undefined
  return typeof code === 'string' ? code : ''
}

/** Silence for longer than a call may take. */
export function silenceError(task: EngineTask, limitMs: number): EngineError {
  const code = task === 'registry' ? 'registry_unreachable' : 'host_unreachable'
  return new EngineError(code, null, `No answer within ${limitMs} ms.`)
}
