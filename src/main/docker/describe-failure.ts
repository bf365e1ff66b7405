import { redact } from '../log/redact.ts'
import { EngineError } from './engine.ts'

/** Log fields of a failure: its class and frames and, of an engine's own text, what cannot be a secret.
 *  `known` are words that may stand as they are, such as the workload's name. */
export function describeFailure(error: unknown, known: readonly string[] = []): Record<string, unknown> {
  if (!(error instanceof EngineError)) return { error }
  return { error, code: error.code, status: error.status, detail: redact(error.message, known) }
}
