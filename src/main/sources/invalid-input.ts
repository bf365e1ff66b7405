import type { z } from 'zod'
import { Failure } from '../../contract/failure.ts'

/** The failure of one field. */
export function invalidInput(path: string, message: string): Failure<'invalid_input'> {
  return new Failure('invalid_input', { path, issues: [{ path, message }] })
}

/** The failure behind zod's issues, their paths below `prefix`. */
export function invalidFields(prefix: string, error: z.ZodError): Failure<'invalid_input'> {
  const issues = error.issues.map((issue) => ({
    path: [prefix, ...issue.path.map(String), ...unknownKey(issue)].join('.'),
    message: issue.message,
  }))
  return new Failure('invalid_input', { path: issues[0]?.path ?? prefix, issues })
}

/** zod names an unknown key beside the path of the object that holds it. */
function unknownKey(issue: z.core.$ZodIssue): string[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
}
