import type { DeployConfig } from '../../contract/deploy.ts'
import { behaviourField } from './behaviour.ts'
import type { Field, GroupField } from './field.ts'

/** One line of a configuration as people read it. */
export interface ConfigEntry {
  /** Unique within the configuration: `source.ports.0`. */
  readonly path: string
  readonly part: 'source' | 'behaviour'
  /** The groups around the field, outermost first. */
  readonly groups: readonly Field[]
  /** Null when the schema does not know it (any more); then the path's last name says what it is. */
  readonly field: Field | null
  readonly name: string
  /** Place in a list, from 0; null outside of lists. */
  readonly index: number | null
  readonly value: unknown
}

export interface ConfigChange {
  readonly entry: ConfigEntry
  /** Undefined when there was or will be nothing. */
  readonly before: unknown
  readonly after: unknown
}

/** The configuration as lines, in the schema's order; what is not set is left out. */
export function configEntries(schema: GroupField | null, config: DeployConfig): readonly ConfigEntry[] {
  const { source, ...behaviour } = config
  return [
    ...linesOf('source', 'source', schema, source, []),
    ...linesOf('behaviour', '', behaviourField, behaviour, []),
  ]
}

/** What would be different, line by line. `reference` is left out: the dialog shows it with its digest. */
export function configChanges(
  schema: GroupField | null,
  before: DeployConfig,
  after: DeployConfig,
): readonly ConfigChange[] {
  const old = new Map(configEntries(schema, before).map((entry) => [entry.path, entry]))
  const fresh = new Map(configEntries(schema, after).map((entry) => [entry.path, entry]))
  const changes: ConfigChange[] = []
  for (const entry of [...fresh.values(), ...[...old.values()].filter(({ path }) => !fresh.has(path))]) {
    const change = { entry, before: old.get(entry.path)?.value, after: fresh.get(entry.path)?.value }
    const isSame = canonical(change.before) === canonical(change.after)
    if (!isSame && entry.path !== 'source.reference') changes.push(change)
  }
  return changes
}

function linesOf(
  part: ConfigEntry['part'],
  prefix: string,
  group: GroupField | null,
  values: Readonly<Record<string, unknown>>,
  groups: readonly Field[],
): ConfigEntry[] {
  const known = group?.fields ?? []
  const unknown = Object.keys(values).filter((name) => !known.some((field) => field.name === name))
  const names = [...known.map(({ name }) => name), ...unknown]
  return names.flatMap((name) => {
    const field = known.find((candidate) => candidate.name === name) ?? null
    const path = prefix === '' ? name : `${prefix}.${name}`
    return linesOfValue({ part, path, name, groups, field, index: null, value: values[name] })
  })
}

function linesOfValue(line: ConfigEntry): ConfigEntry[] {
  const { field, value } = line
  if (isUnset(value)) return []
  if (field?.kind === 'group' && isObject(value)) {
    return linesOf(line.part, line.path, field, value, [...line.groups, field])
  }
  if (field?.kind === 'list' && Array.isArray(value)) {
    return value.map((item: unknown, index) => ({
      ...line,
      path: `${line.path}.${index}`,
      index,
      value: item,
    }))
  }
  if (field?.kind === 'record' && isObject(value)) {
    return Object.entries(value).map(([name, text]) => ({
      ...line,
      path: `${line.path}.${name}`,
      name,
      groups: [...line.groups, field],
      field: null,
      value: text,
    }))
  }
  return [line]
}

function isUnset(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text that is equal for equal values, whatever the order of their keys. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      isObject(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? ''
  )
}
