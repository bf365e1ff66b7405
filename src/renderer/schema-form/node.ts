import type {
  ChoiceField,
  Field,
  GroupField,
  JsonField,
  ListField,
  NumberField,
  RecordField,
  SwitchField,
  TextField,
  WordsField,
} from './field.ts'
import { readWords, writeWords } from './words.ts'

/** A field with what stands in it. It holds anything that can be typed, also what is not valid yet. */
export type FormNode =
  | { readonly kind: 'text'; readonly field: TextField; readonly text: string }
  | { readonly kind: 'number'; readonly field: NumberField; readonly amount: number | null }
  | { readonly kind: 'choice'; readonly field: ChoiceField; readonly option: string | null }
  | { readonly kind: 'switch'; readonly field: SwitchField; readonly isOn: boolean }
  | { readonly kind: 'words'; readonly field: WordsField; readonly line: string }
  | { readonly kind: 'json'; readonly field: JsonField; readonly text: string }
  | ListNode
  | RecordNode
  | GroupNode

export interface ListNode {
  readonly kind: 'list'
  readonly field: ListField
  readonly items: readonly { readonly key: string; readonly node: FormNode }[]
}
export interface RecordNode {
  readonly kind: 'record'
  readonly field: RecordField
  readonly rows: readonly { readonly key: string; readonly name: string; readonly value: string }[]
}
export interface GroupNode {
  readonly kind: 'group'
  readonly field: GroupField
  /** Off stands for null; what was typed stays, in case it is switched on again. */
  readonly isOn: boolean
  readonly nodes: readonly FormNode[]
}

/** Why a value cannot be sent; the key of its words, with what they mention. */
export type Problem =
  | {
      readonly key:
        | 'required'
        | 'integer'
        | 'tooShort'
        | 'tooLong'
        | 'pattern'
        | 'quotes'
        | 'json'
        | 'duplicateKey'
    }
  | { readonly key: 'min' | 'moreThan' | 'max'; readonly value: number }

export interface PlacedProblem {
  /** Path with the numbers of list items: `ports.0.container`. */
  readonly path: string
  readonly field: Field
  readonly problem: Problem
}

let made = 0
/** A key that stays with a row while others come and go. */
export function newKey(): string {
  made += 1
  return `row-${made}`
}

/** What stands in a field that nobody has filled in yet. */
export function emptyNode(field: Field): FormNode {
  if (field.fallback !== undefined) return toNode(field, field.fallback)
  if (field.kind === 'choice' && !field.isNullable) {
    return { kind: 'choice', field, option: asText(field.sample) ?? field.options[0] ?? null }
  }
  return toNode(field, undefined)
}

/** Puts a stored value into a field. */
export function toNode(field: Field, value: unknown): FormNode {
  switch (field.kind) {
    case 'text':
      return { kind: 'text', field, text: asText(value) ?? '' }
    case 'number':
      return { kind: 'number', field, amount: typeof value === 'number' ? value : null }
    case 'choice':
      return { kind: 'choice', field, option: asText(value) }
    case 'switch':
      return { kind: 'switch', field, isOn: value === true }
    case 'words':
      return {
        kind: 'words',
        field,
        line: writeWords(asList(value).filter((word) => typeof word === 'string')),
      }
    case 'json':
      return { kind: 'json', field, text: value === undefined ? '' : JSON.stringify(value, null, 2) }
    case 'list':
      return {
        kind: 'list',
        field,
        items: asList(value).map((item) => ({ key: newKey(), node: toNode(field.item, item) })),
      }
    case 'record':
      return {
        kind: 'record',
        field,
        rows: Object.entries(asObject(value)).map(([name, text]) => ({
          key: newKey(),
          name,
          value: asText(text) ?? '',
        })),
      }
    case 'group':
      return toGroup(field, value)
  }
}

function toGroup(field: GroupField, value: unknown): GroupNode {
  const isOn = value !== null && !(value === undefined && field.isNullable)
  const values = asObject(value)
  // A group that is switched on begins with the sample's values: a healthcheck of zeros would help nobody.
  const samples = asObject(field.isNullable && !isOn ? field.sample : undefined)
  return {
    kind: 'group',
    field,
    isOn,
    nodes: field.fields.map((member) => {
      const given = values[member.name] ?? samples[member.name]
      return given === undefined ? emptyNode(member) : toNode(member, given)
    }),
  }
}

/** Reads the value to send out of a node, and every problem that stands in its way. */
export function readNode(node: FormNode, path = ''): { value: unknown; problems: PlacedProblem[] } {
  switch (node.kind) {
    case 'text':
      return readLeaf(
        node,
        path,
        node.text === '' && node.field.isNullable ? null : node.text,
        textProblem(node),
      )
    case 'number':
      return readLeaf(node, path, node.amount, numberProblem(node))
    case 'choice':
      return readLeaf(node, path, node.option, missing(node.field, node.option === null))
    case 'switch':
      return readLeaf(node, path, node.isOn, null)
    case 'words':
      return readWordsNode(node, path)
    case 'json':
      return readJson(node, path)
    case 'list':
      return readList(node, path)
    case 'record':
      return readRecord(node, path)
    case 'group':
      return readGroup(node, path)
  }
}

function readLeaf(node: FormNode, path: string, value: unknown, problem: Problem | null) {
  return { value, problems: problem === null ? [] : [{ path, field: node.field, problem }] }
}

function missing(field: Field, isEmpty: boolean): Problem | null {
  return isEmpty && !field.isNullable ? { key: 'required' } : null
}

function textProblem({ field, text }: Extract<FormNode, { kind: 'text' }>): Problem | null {
  if (text === '') return field.isRequired ? missing(field, true) : null
  if (text.length < field.minLength) return { key: 'tooShort' }
  if (field.maxLength !== null && text.length > field.maxLength) return { key: 'tooLong' }
  if (field.pattern !== null && !new RegExp(field.pattern, 'u').test(text)) return { key: 'pattern' }
  return null
}

function numberProblem({ field, amount }: Extract<FormNode, { kind: 'number' }>): Problem | null {
  if (amount === null) return missing(field, true)
  if (field.isInteger && !Number.isInteger(amount)) return { key: 'integer' }
  if (field.min !== null && field.isMinExcluded && amount <= field.min)
    return { key: 'moreThan', value: field.min }
  if (field.min !== null && amount < field.min) return { key: 'min', value: field.min }
  if (field.max !== null && amount > field.max) return { key: 'max', value: field.max }
  return null
}

function readWordsNode(node: Extract<FormNode, { kind: 'words' }>, path: string) {
  const words = readWords(node.line)
  if (words === null) return readLeaf(node, path, null, { key: 'quotes' })
  if (words.length === 0 && node.field.isNullable) return readLeaf(node, path, null, null)
  const tooFew = words.length < node.field.minItems
  return readLeaf(node, path, words, tooFew ? { key: 'required' } : null)
}

function readJson(node: Extract<FormNode, { kind: 'json' }>, path: string) {
  if (node.text.trim() === '') {
    const isLeftOut = !node.field.isRequired && !node.field.isNullable
    return readLeaf(node, path, isLeftOut ? undefined : null, missing(node.field, !isLeftOut))
  }
  try {
    const value: unknown = JSON.parse(node.text)
    return readLeaf(node, path, value, null)
  } catch {
    return readLeaf(node, path, null, { key: 'json' })
  }
}

function readList(node: ListNode, path: string) {
  const read = node.items.map(({ node: item }, index) => readNode(item, join(path, String(index))))
  return { value: read.map(({ value }) => value), problems: read.flatMap(({ problems }) => problems) }
}

function readRecord(node: RecordNode, path: string) {
  const rows = node.rows.filter(({ name, value }) => name !== '' || value !== '')
  const names = rows.map(({ name }) => name)
  const problem: Problem | null = names.includes('')
    ? { key: 'required' }
    : new Set(names).size < names.length
      ? { key: 'duplicateKey' }
      : null
  return readLeaf(node, path, Object.fromEntries(rows.map(({ name, value }) => [name, value])), problem)
}

function readGroup(node: GroupNode, path: string) {
  if (!node.isOn) return { value: null, problems: [] }
  const read = node.nodes.map((member) => ({
    name: member.field.name,
    ...readNode(member, join(path, member.field.name)),
  }))
  const values = read
    .filter(({ value }) => value !== undefined)
    .map(({ name, value }) => [name, value] as const)
  return { value: Object.fromEntries(values), problems: read.flatMap(({ problems }) => problems) }
}

/** Where to show an error that the server found: the innermost field on its path that takes input. Null when there is none. */
export function placeIssue(node: FormNode, path: string): string | null {
  const placed: string[] = []
  let at: FormNode | undefined = node
  for (const step of path.split('.')) {
    const inner: FormNode | undefined = at === undefined ? undefined : stepInto(at, step)
    if (inner === undefined) break
    placed.push(step)
    at = inner
  }
  return placed.length === 0 ? null : placed.join('.')
}

function stepInto(node: FormNode, step: string): FormNode | undefined {
  if (node.kind === 'group' && node.isOn) return node.nodes.find(({ field }) => field.name === step)
  if (node.kind === 'list') return node.items[Number(step)]?.node
  return undefined
}

export function join(path: string, step: string): string {
  return path === '' ? step : `${path}.${step}`
}

function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
