import { baseOf, flatten, type LocaleFile } from './keys.ts'
import { isNode, parse, type SyntaxNode, walk } from './syntax.ts'

export interface SourceFile {
  readonly path: string
  readonly text: string
}

/** The namespace of a key that names none, where the file names none either. */
const defaultNamespace = 'shell'

/** Keys of one locale that no code asks for, as namespace:key. A key counts as asked for when a file that deals with
 *  its namespace holds it as a string, or holds a template that can become it. */
export function findUnusedKeys(
  files: readonly LocaleFile[],
  sources: readonly SourceFile[],
): readonly string[] {
  const namespaces = files.map((file) => file.namespace)
  const isAsked = sources.map((source) => askedBy(source, namespaces))
  return files.flatMap(({ namespace, content }) => {
    const keys = new Set([...flatten(content).keys()].map(baseOf))
    return [...keys]
      .filter((key) => !isAsked.some((asks) => asks(namespace, key)))
      .map((key) => `${namespace}:${key}`)
  })
}

type Asks = (namespace: string, key: string) => boolean

function askedBy(source: SourceFile, namespaces: readonly string[]): Asks {
  const { strings, templates } = textsIn(parse(source.path, source.text))
  const named = namespaces.filter((namespace) => strings.has(namespace))
  const own = new Set([...named, defaultNamespace])
  return (namespace, key) => {
    const matches = (wanted: string) =>
      strings.has(wanted) || templates.some((template) => template.test(wanted))
    return matches(`${namespace}:${key}`) || (own.has(namespace) && matches(key))
  }
}

interface Texts {
  readonly strings: ReadonlySet<string>
  /** Templates as patterns, with anything where a value is filled in. */
  readonly templates: readonly RegExp[]
}

function textsIn(program: SyntaxNode): Texts {
  const strings = new Set<string>()
  const templates: RegExp[] = []
  walk(program, (node) => {
    if (node.type === 'ImportDeclaration') return false
    if (node.type === 'Literal' && typeof node['value'] === 'string') strings.add(node['value'])
    if (node.type === 'TemplateLiteral') {
      const pattern = patternOf(node)
      if (pattern !== null) templates.push(pattern)
    }
    return true
  })
  return { strings, templates }
}

/** Null for a template that says too little: `${a}.${b}` could become any key. */
function patternOf(template: SyntaxNode): RegExp | null {
  const quasis: unknown[] = Array.isArray(template['quasis']) ? template['quasis'] : []
  const parts = quasis.filter(isNode).map((part) => {
    const value: unknown = part['value']
    return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : ''
  })
  if (!parts.some((part) => /[A-Za-z]{3,}/.test(part))) return null
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`)
}
