import type { z } from 'zod'
import {
  cancelErrors,
  commonErrors,
  hostConflicts,
  hostUnavailable,
  nameTaken,
  notFound,
  rollbackErrors,
  workloadConflicts,
} from './errors.ts'

/** Every expected failure of a procedure, by its code. */
export const failures = {
  ...commonErrors,
  ...notFound,
  ...nameTaken,
  ...workloadConflicts,
  ...hostUnavailable,
  ...hostConflicts,
  ...rollbackErrors,
  ...cancelErrors,
} as const

export type FailureCode = keyof typeof failures
type FailureData<Code extends FailureCode> = (typeof failures)[Code] extends {
  data: infer Schema extends z.ZodType
}
  ? [data: z.infer<Schema>]
  : []

/** An expected failure on its way to the caller; the adapters turn it into the contract's typed error. */
export class Failure<Code extends FailureCode = FailureCode> extends Error {
  readonly code: Code
  readonly status: number
  readonly data: unknown

  constructor(code: Code, ...[data]: FailureData<Code>) {
    super(failures[code].message)
    this.name = 'Failure'
    this.code = code
    this.status = failures[code].status
    this.data = data
  }
}
