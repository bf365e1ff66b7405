/** What a JSON Schema says, as fields that can be drawn. No plugin is known here: the schema is all there is. */

interface FieldBase {
  /** Name within its group; the schema's own. Empty for the item of a list and for the root. */
  readonly name: string
  /** Names from the root, without the numbers of list items: `ports.container`. */
  readonly path: string
  readonly isNullable: boolean
  /** Whether the schema wants a value and has none of its own to put there. */
  readonly isRequired: boolean
  /** The schema's default; undefined when it has none. */
  readonly fallback: unknown
  /** The value in the source's sample; undefined when it has none. */
  readonly sample: unknown
  /** Whether the schema asks, by `essential: true`, to have it shown first. */
  readonly isEssential: boolean
  readonly title: string | null
  readonly description: string | null
}

export type Quantity = 'plain' | 'duration' | 'bytes'

export interface TextField extends FieldBase {
  readonly kind: 'text'
  readonly minLength: number
  readonly maxLength: number | null
  readonly pattern: string | null
}
export interface NumberField extends FieldBase {
  readonly kind: 'number'
  readonly isInteger: boolean
  readonly min: number | null
  readonly isMinExcluded: boolean
  readonly max: number | null
  /** What the number counts, by its name: `…Ms` are milliseconds, `…Bytes` are bytes. */
  readonly quantity: Quantity
}
export interface ChoiceField extends FieldBase {
  readonly kind: 'choice'
  readonly options: readonly string[]
}
export interface SwitchField extends FieldBase {
  readonly kind: 'switch'
}
/** A list of strings, such as a command and its arguments. */
export interface WordsField extends FieldBase {
  readonly kind: 'words'
  readonly minItems: number
}
export interface ListField extends FieldBase {
  readonly kind: 'list'
  readonly item: Field
}
/** Names with a text each, such as labels. */
export interface RecordField extends FieldBase {
  readonly kind: 'record'
}
export interface GroupField extends FieldBase {
  readonly kind: 'group'
  readonly fields: readonly Field[]
}
/** Anything else: it is entered as JSON. */
export interface JsonField extends FieldBase {
  readonly kind: 'json'
}

export type Field =
  | TextField
  | NumberField
  | ChoiceField
  | SwitchField
  | WordsField
  | ListField
  | RecordField
  | GroupField
  | JsonField
export type FieldKind = Field['kind']
