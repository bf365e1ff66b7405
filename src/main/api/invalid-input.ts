import type { FieldIssue } from '../../contract/errors.ts'
import { Failure } from '../../contract/failure.ts'

/** An issue as a validation library reports it (Standard Schema); zod adds `keys` to those about unknown fields. */
interface ReportedIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** The failure for input that did not pass.
 *  @param isDetailed the input has the parts params, query and body, which a path of ours does not name */
export function invalidInput(reported: readonly ReportedIssue[], isDetailed: boolean): Failure {
  const issues = reported.flatMap((issue) => toFieldIssues(issue, isDetailed))
  return new Failure('invalid_input', { path: issues[0]?.path ?? '', issues })
}

/** The failure for one field, or for the input as a whole where the path is empty. */
export function invalidField(path: string, message: string): Failure {
  return new Failure('invalid_input', { path, issues: [{ path, message }] })
}

function toFieldIssues(issue: ReportedIssue, isDetailed: boolean): FieldIssue[] {
  const segments = (issue.path ?? []).map((segment) =>
    String(typeof segment === 'object' ? segment.key : segment),
  )
  const parent = isDetailed ? segments.slice(1) : segments
  const unknownFields = unknownKeys(issue)
  if (unknownFields.length === 0) return [{ path: parent.join('.'), message: issue.message }]
  return unknownFields.map((key) => ({
    path: [...parent, key].join('.'),
    message: 'There is no such field here.',
  }))
}

function unknownKeys(issue: ReportedIssue): string[] {
  if (!('code' in issue) || issue.code !== 'unrecognized_keys') return []
  if (!('keys' in issue) || !Array.isArray(issue.keys)) return []
  return issue.keys.map(String)
}
