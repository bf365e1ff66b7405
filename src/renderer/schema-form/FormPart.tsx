import type { ReactNode } from 'react'
import { FieldView } from './FieldView.tsx'
import { FormContext, type FormContextValue } from './form-context.ts'

interface FormPartProps extends Omit<FormContextValue, 'Field'> {
  readonly children: ReactNode
}

/** A part of a form whose fields share their words and stand below the same path. */
export function FormPart({ children, ...rest }: FormPartProps) {
  return <FormContext value={{ ...rest, Field: FieldView }}>{children}</FormContext>
}
