import { createContext, use } from 'react'
import type { FieldText } from './use-field-text.ts'

/** What every field of one form needs: its words, and the errors by path. */
export interface FormContextValue {
  readonly text: FieldText
  /** Path of this part within the whole form: `source`. */
  readonly prefix: string
  readonly errors: Readonly<Record<string, string>>
  readonly onTouch: (path: string) => void
}

export const FormContext = createContext<FormContextValue | null>(null)

export function useFormContext(): FormContextValue {
  const context = use(FormContext)
  if (context === null) throw new Error('A field was drawn outside of its form.')
  return context
}
