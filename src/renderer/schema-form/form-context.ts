import { type ComponentType, createContext, use } from 'react'
import type { FormNode } from './node.ts'
import type { FieldText } from './use-field-text.ts'

export interface FieldViewProps<Node extends FormNode = FormNode> {
  readonly node: Node
  readonly path: string
  readonly onChange: (node: FormNode) => void
  /** In a row of a list: the help would be repeated in every row. */
  readonly isCompact?: boolean
}

/** What every field of one form needs: its words, and the errors by path. */
export interface FormContextValue {
  readonly text: FieldText
  /** Path of this part within the whole form: `source`. */
  readonly prefix: string
  readonly errors: Readonly<Record<string, string>>
  /** Values to choose from beside typing, by path. */
  readonly suggestions?: Readonly<Record<string, readonly string[]>>
  /** Something at this path, or the shape of what is below it, has changed. */
  readonly onTouch: (path: string) => void
  /** Draws any field: groups and lists hold fields of every kind, and a kind must not import them all. */
  readonly Field: ComponentType<FieldViewProps>
}

export const FormContext = createContext<FormContextValue | null>(null)

export function useFormContext(): FormContextValue {
  const context = use(FormContext)
  if (context === null) throw new Error('A field was drawn outside of its form.')
  return context
}
