import type { HostErrorCode } from '../../contract/errors.ts'
import type { HostAttempt } from '../../contract/host.ts'
import { type CredentialSource, connectEngine, type DockerEngine } from '../docker/docker-engine.ts'
import type { EndpointCandidate } from '../docker/endpoint.ts'
import { EngineError } from '../docker/engine.ts'
import { isAbsent, tlsFault } from '../docker/errors.ts'

export interface EngineSearch {
  readonly candidates: readonly EndpointCandidate[]
  readonly credentials: CredentialSource
  /** The engine's events are those of containers with this label. */
  readonly eventLabel: string
  /** How long one candidate may take to answer. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface EngineSearchResult {
  /** The candidates up to the first that answered. */
  readonly attempts: readonly HostAttempt[]
  readonly found: { readonly endpoint: string; readonly engine: DockerEngine } | null
}

/** Asks the candidates in their order until one answers; rejects only with the signal's reason. */
export async function findEngine(search: EngineSearch): Promise<EngineSearchResult> {
  const attempts: HostAttempt[] = []
  for (const candidate of search.candidates) {
    const outcome = await tryCandidate(candidate, search)
    const isFound = typeof outcome !== 'string'
    attempts.push(attemptAt(candidate, isFound ? 'answered' : outcome))
    if (isFound) return { attempts, found: { endpoint: candidate.endpoint, engine: outcome } }
  }
  return { attempts, found: null }
}

function attemptAt(
  { origin, name, endpoint }: EndpointCandidate,
  result: HostAttempt['result'],
): HostAttempt {
  return { origin, name, endpoint, result }
}

async function tryCandidate(
  { address, problem }: EndpointCandidate,
  { credentials, eventLabel, timeoutMs, signal }: EngineSearch,
): Promise<DockerEngine | HostErrorCode> {
  if (address === null) return problem ?? 'engine_endpoint_invalid'
  try {
    return await connectEngine(address, credentials, { eventLabel, timeoutMs, signal })
  } catch (error) {
    signal.throwIfAborted()
    return hostErrorCode(error)
  }
}

/** What a failed call says of the host. */
export function hostErrorCode(error: unknown): HostErrorCode {
  if (!(error instanceof EngineError)) return 'engine_down'
  if (error.code === 'engine_permission_denied' || error.code === 'engine_too_old') return error.code
  return tlsFault(error) ?? (isAbsent(error) ? 'engine_not_found' : 'engine_down')
}

/** From the most telling to the least: one engine that refuses matters more than six places without any. */
const telling: readonly HostErrorCode[] = [
  'engine_permission_denied',
  'engine_too_old',
  'tls_refused',
  'tls_files_unreadable',
  'engine_down',
  'engine_endpoint_invalid',
]

/** Why a search without success found nothing that can be used. */
export function reasonOf(attempts: readonly HostAttempt[]): HostErrorCode {
  return telling.find((code) => attempts.some(({ result }) => result === code)) ?? 'engine_not_found'
}
