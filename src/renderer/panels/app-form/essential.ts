import type { Field } from '../../schema-form/field.ts'

/** Whether a field is shown first: one that must be filled in, a list of things such as ports, or one whose schema says so. */
export function isEssential(field: Field): boolean {
  return (field.isRequired && !field.isNullable) || field.kind === 'list' || field.isEssential
}
