import type { Field, GroupField, Quantity } from './field.ts'

type Schema = Readonly<Record<string, unknown>>
interface Place {
  readonly name: string
  readonly path: string
  readonly isRequired: boolean
  readonly sample: unknown
  readonly root: Schema
}

/** Reads the JSON Schema (2020-12) of an object into fields, with the sample's values beside them. */
export function readSchema(schema: Schema, sample: unknown): GroupField {
  const field = readField(schema, { name: '', path: '', isRequired: true, sample, root: schema })
  if (field.kind === 'group') return field
  throw new Error(`The schema of a source must be an object with properties, not ${field.kind}.`)
}

/** The field at a path of names (numbers of list items left out); null when the schema has none there. */
export function findField(root: Field, path: string): Field | null {
  let field: Field = root
  for (const name of path === '' ? [] : path.split('.')) {
    const group: Field = field.kind === 'list' ? field.item : field
    if (group.kind !== 'group') return null
    const next = group.fields.find((candidate) => candidate.name === name)
    if (next === undefined) return null
    field = next
  }
  return field
}

function readField(given: Schema, place: Place): Field {
  const { schema, isNullable } = withoutNull(resolve(given, place.root))
  const fallback = given['default'] ?? schema['default']
  const base = {
    name: place.name,
    path: place.path,
    isNullable,
    isRequired: place.isRequired && given['default'] === undefined && schema['default'] === undefined,
    fallback: fallback === undefined && 'default' in given ? null : fallback,
    sample: place.sample,
    isEssential: (given['essential'] ?? schema['essential']) === true,
    title: readText(given['title'] ?? schema['title']),
    description: readText(given['description'] ?? schema['description']),
  }
  const options = readOptions(schema)
  if (options !== null) return { ...base, kind: 'choice', options }
  switch (schema['type']) {
    case 'string':
      return {
        ...base,
        kind: 'text',
        minLength: readNumber(schema['minLength']) ?? 0,
        maxLength: readNumber(schema['maxLength']),
        pattern: readText(schema['pattern']),
      }
    case 'integer':
    case 'number':
      return { ...base, kind: 'number', ...readBounds(schema), quantity: quantityOf(place.name) }
    case 'boolean':
      return { ...base, kind: 'switch' }
    case 'array':
      return readArray(schema, place, base)
    case 'object':
      return readObject(schema, place, base)
    default:
      return { ...base, kind: 'json' }
  }
}

type Base = Omit<GroupField, 'kind' | 'fields'>

function readArray(schema: Schema, place: Place, base: Base): Field {
  if (!isSchema(schema['items'])) return { ...base, kind: 'json' }
  const sample: unknown = Array.isArray(place.sample) ? place.sample[0] : undefined
  const item = readField(schema['items'], {
    name: '',
    path: place.path,
    isRequired: true,
    sample,
    root: place.root,
  })
  if (item.kind === 'text') return { ...base, kind: 'words', minItems: readNumber(schema['minItems']) ?? 0 }
  return { ...base, kind: 'list', item }
}

function readObject(schema: Schema, place: Place, base: Base): Field {
  const properties = schema['properties']
  if (isSchema(properties)) {
    const required = Array.isArray(schema['required']) ? schema['required'] : []
    const samples = isSchema(place.sample) ? place.sample : {}
    const fields = Object.entries(properties)
      .filter((entry): entry is [string, Schema] => isSchema(entry[1]))
      .map(([name, property]) =>
        readField(property, {
          name,
          path: place.path === '' ? name : `${place.path}.${name}`,
          isRequired: required.includes(name),
          sample: samples[name],
          root: place.root,
        }),
      )
    return { ...base, kind: 'group', fields }
  }
  const values = schema['additionalProperties']
  return isSchema(values) && values['type'] === 'string'
    ? { ...base, kind: 'record' }
    : { ...base, kind: 'json' }
}

/** Follows a reference within the schema (`#/$defs/name`); anything else stays as it is. */
function resolve(schema: Schema, root: Schema): Schema {
  const reference = schema['$ref']
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return schema
  let target: unknown = root
  for (const key of reference.slice(2).split('/')) target = isSchema(target) ? target[key] : undefined
  return isSchema(target) ? target : schema
}

/** Takes "or null" out of a schema, in either way of writing it. */
function withoutNull(schema: Schema): { readonly schema: Schema; readonly isNullable: boolean } {
  const type = schema['type']
  if (Array.isArray(type) && type.includes('null')) {
    const rest = type.filter((name) => name !== 'null')
    return { schema: { ...schema, type: rest.length === 1 ? rest[0] : rest }, isNullable: true }
  }
  const choices = schema['anyOf'] ?? schema['oneOf']
  if (!Array.isArray(choices)) return { schema, isNullable: false }
  const rest = choices.filter((choice) => !(isSchema(choice) && choice['type'] === 'null'))
  const isNullable = rest.length < choices.length
  const only: unknown = rest[0]
  const around = { ...schema, anyOf: undefined, oneOf: undefined }
  if (rest.length === 1 && isSchema(only)) return { schema: { ...around, ...only }, isNullable }
  return { schema: areAllTexts(rest) ? { ...around, type: 'string' } : {}, isNullable }
}

/** A choice between forms of text, such as IPv4 or IPv6, is entered as text; the server knows the forms. */
function areAllTexts(choices: readonly unknown[]): boolean {
  return choices.length > 0 && choices.every((choice) => isSchema(choice) && choice['type'] === 'string')
}

function readOptions(schema: Schema): readonly string[] | null {
  const options = schema['enum']
  if (!Array.isArray(options) || options.length === 0) return null
  return options.every((option) => typeof option === 'string') ? options : null
}

function readBounds(schema: Schema) {
  const excluded = readNumber(schema['exclusiveMinimum'])
  return {
    isInteger: schema['type'] === 'integer',
    min: boundOf(excluded ?? readNumber(schema['minimum'])),
    isMinExcluded: excluded !== null,
    max: boundOf(readNumber(schema['maximum'])),
  }
}

/** The largest whole number of JavaScript is a bound of the language, not of the field. */
function boundOf(bound: number | null): number | null {
  return bound === null || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? null : bound
}

function quantityOf(name: string): Quantity {
  if (name.endsWith('Ms')) return 'duration'
  if (name.endsWith('Bytes')) return 'bytes'
  return 'plain'
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function readText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
