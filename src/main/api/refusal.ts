import { type FailureCode, failures } from '../../contract/failure.ts'

/** What HTTP itself refuses, before a procedure is reached; the same shape on the wire as the contract's errors. */
const httpRefusals = {
  host_refused: { status: 403, message: 'This address is not the one that Slipway serves; use 127.0.0.1.' },
  origin_refused: { status: 403, message: 'Requests of other sites are not served.' },
  path_not_found: { status: 404, message: 'There is nothing at this path.' },
  method_not_allowed: { status: 405, message: 'This path does not take this method; see the header Allow.' },
  payload_too_large: { status: 413, message: 'The body is larger than 1 MiB.' },
  unsupported_media_type: { status: 415, message: 'Send the body as application/json, in UTF-8.' },
  too_many_attempts: {
    status: 429,
    message: 'Too many attempts with a wrong token or code; wait, and check the token.',
  },
} as const

export type RefusalCode = keyof typeof httpRefusals | FailureCode

/** An error on its way to an HTTP client. */
export interface Refusal {
  readonly code: RefusalCode
  readonly status: number
  readonly message: string
  readonly data: unknown
  readonly headers: Readonly<Record<string, string>>
}

const refusals = { ...failures, ...httpRefusals }

/** An error by its code. */
export function refusal(
  code: RefusalCode,
  { data = null, headers = {} }: Partial<Pick<Refusal, 'data' | 'headers'>> = {},
): Refusal {
  const { status, message } = refusals[code]
  return { code, status, message, data, headers }
}

/** A refusal thrown through the steps of a request to where it is answered. */
export class RefusedError extends Error {
  readonly refusal: Refusal

  constructor(refused: Refusal) {
    super(refused.message)
    this.name = 'RefusedError'
    this.refusal = refused
  }
}

export function refuse(code: RefusalCode, details?: Partial<Pick<Refusal, 'data' | 'headers'>>): never {
  throw new RefusedError(refusal(code, details))
}
