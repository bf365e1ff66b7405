import type { Field } from '../../schema-form/field.ts'

/** Whether a field is shown first: one that must be filled in, or a list of things such as ports. */
export function isEssential(field: Field): boolean {
  return (field.isRequired && !field.isNullable) || field.kind === 'list'
}
