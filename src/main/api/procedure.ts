import { implement, ORPCError, ValidationError } from '@orpc/server'
import { contract } from '../../contract/contract.ts'
import { Failure } from '../../contract/failure.ts'
import { invalidInput, segmentsOf } from '../../contract/invalid-input.ts'
import type { Caller } from '../../contract/token.ts'
import type { Logger } from '../log/logger.ts'
import type { Services } from './services.ts'

/** What a handler gets with each call, whichever way the call came in. */
export interface CallContext {
  readonly services: Services
  /** Null when the call came without a valid token or session. */
  readonly caller: Caller | null
  readonly log: Logger
  /** Aborts when the way in closes: streams end then. */
  readonly closing?: AbortSignal
}

const openProcedures: ReadonlySet<string> = new Set(['health.get'])

const anonymous: Caller = { role: 'viewer', actor: 'anonymous' }

/** Whether a procedure needs no caller. */
export function isOpen(path: readonly string[]): boolean {
  return openProcedures.has(path.join('.'))
}

/** The typed error of the contract for an expected failure. */
export function toTypedError(failure: Failure): ORPCError<string, unknown> {
  const { code, status, message, data } = failure
  return new ORPCError(code, { defined: true, status, message, data })
}

interface FailedCall {
  readonly log: Logger
  readonly path: readonly string[]
  readonly isDetailed: boolean
}

/** Turns whatever a call threw into an error of the contract; what was not expected goes to the log and becomes `internal`. */
export function translateError(
  error: unknown,
  { log, path, isDetailed }: FailedCall,
): ORPCError<string, unknown> {
  if (error instanceof Failure) return toTypedError(error)
  const validation = error instanceof ORPCError && error.cause instanceof ValidationError ? error.cause : null
  if (validation !== null && error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return toTypedError(invalidInput(validation.issues, isDetailed ? withoutPart : undefined))
  }
  if (error instanceof ORPCError && error.defined) return error
  const procedure = path.join('.')
  if (validation === null) log.error({ procedure, error }, 'a procedure failed')
  else
    log.error({ procedure, error, fields: fieldPaths(validation) }, 'the answer of a procedure is not valid')
  return toTypedError(new Failure('internal'))
}

function fieldPaths(error: ValidationError): string[] {
  return error.issues.slice(0, 10).map((issue) => segmentsOf(issue).join('.'))
}

/** Detailed input has the parts params, query and body, which a path of ours does not name. */
function withoutPart([, ...segments]: readonly string[]): string[] {
  return segments
}

/** Every procedure of the contract, to be given its handler; role and errors are seen to before and after it. */
export const procedures = implement(contract)
  .$context<CallContext>()
  .use(async ({ context, path, procedure, signal, next }) => {
    try {
      return await next()
    } catch (error) {
      // The client went away: nobody waits for an answer, and nothing has failed.
      if (signal?.aborted === true && error === signal.reason) throw error
      const isDetailed = procedure['~orpc'].route.inputStructure === 'detailed'
      throw translateError(error, { log: context.log, path, isDetailed })
    }
  })
  .use(({ context, path, procedure, next }) => {
    const caller = context.caller ?? (isOpen(path) ? anonymous : null)
    if (caller === null) throw new Failure('unauthorized')
    if (procedure['~orpc'].meta.role === 'admin' && caller.role !== 'admin') throw new Failure('forbidden')
    return next({ context: { caller } })
  })
