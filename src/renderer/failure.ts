import { ORPCError } from '@orpc/client'
import type errors from '../../locales/en/errors.json'
import type { FieldIssue } from '../contract/errors.ts'

/** Every failure that the screens have words for; the locale file is the list. */
export type FailureKey = keyof typeof errors

/** Codes that a locale file explains, told apart from those of a newer or foreign server. */
export function failureKey(error: unknown, isKnown: (code: string) => code is FailureKey): FailureKey {
  if (!(error instanceof ORPCError)) return 'disconnected'
  const code: string = error.code
  return isKnown(code) ? code : 'unknown'
}

/** The fields that did not pass; empty when the failure is another one. */
export function fieldIssues(error: unknown): readonly FieldIssue[] {
  if (!(error instanceof ORPCError) || error.code !== 'invalid_input') return []
  const data: unknown = error.data
  if (typeof data !== 'object' || data === null || !('issues' in data) || !Array.isArray(data.issues))
    return []
  return data.issues.filter(isFieldIssue)
}

export function hasCode(error: unknown, code: FailureKey): boolean {
  return error instanceof ORPCError && error.code === code
}

function isFieldIssue(value: unknown): value is FieldIssue {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    typeof value.path === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  )
}
