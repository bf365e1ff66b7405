import type { FieldIssue } from './errors.ts'
import { Failure } from './failure.ts'

/** An issue as a validation library reports it (Standard Schema); zod adds `keys` to those about unknown fields. */
interface ReportedIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** The failure for input that did not pass: an issue for each field, each unknown one included.
 *  @param place the path for the caller, where what was checked is a part of the input, or the input is a part of it */
export function invalidInput(
  reported: readonly ReportedIssue[],
  place: (segments: readonly string[]) => readonly string[] = (segments) => segments,
): Failure<'invalid_input'> {
  const issues = reported.flatMap((issue) => toFieldIssues(issue, place(segmentsOf(issue))))
  return new Failure('invalid_input', { path: issues[0]?.path ?? '', issues })
}

/** The failure for one field, or for the input as a whole where the path is empty. */
export function invalidField(path: string, message: string): Failure<'invalid_input'> {
  return new Failure('invalid_input', { path, issues: [{ path, message }] })
}

/** Where an issue is, as the names and numbers on the way there. */
export function segmentsOf({ path = [] }: ReportedIssue): string[] {
  return path.map((segment) => String(typeof segment === 'object' ? segment.key : segment))
}

function toFieldIssues(issue: ReportedIssue, parent: readonly string[]): FieldIssue[] {
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
