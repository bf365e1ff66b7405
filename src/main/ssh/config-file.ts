import { globSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

/** One line of an ssh_config file: a keyword in lower case, and its arguments without their quotes. */
export interface ConfigLine {
  readonly keyword: string
  readonly values: readonly string[]
}

export interface ConfigFolders {
  readonly home: string
  /** What `Include` counts from: ~/.ssh, or /etc/ssh for the system's file. */
  readonly folder: string
}

/** As deep as OpenSSH follows `Include`. */
const includeDepth = 16

/** A line, or the lines that stand in place of an `Include`: a block that such a file opens ends with the file. */
export type ConfigEntry = ConfigLine | { readonly included: readonly ConfigEntry[] }

/** The lines of a file; none when there is no such file. Throws ConfigFault. */
export function readConfigFile(file: string, folders: ConfigFolders, depth = 0): readonly ConfigEntry[] {
  if (depth > includeDepth) throw new ConfigFault('Include goes round in circles.')
  const text = readIfThere(file)
  return (text ?? '').split(/\r?\n/).flatMap((line): readonly ConfigEntry[] => {
    const parsed = readConfigLine(line)
    if (parsed === null) return []
    if (parsed.keyword !== 'include') return [parsed]
    const files = parsed.values.flatMap((pattern) => findIncluded(pattern, folders))
    return files.map((each) => ({ included: readConfigFile(each, folders, depth + 1) }))
  })
}

/** A configuration that OpenSSH would refuse too. */
export class ConfigFault extends Error {}

/** Null for a comment or an empty line. */
export function readConfigLine(line: string): ConfigLine | null {
  const [, keyword = '', rest = ''] = /^\s*([^\s=]+)(?:\s*=\s*|\s+)?(.*)$/s.exec(line) ?? []
  if (keyword === '' || keyword.startsWith('#')) return null
  return { keyword: keyword.toLowerCase(), values: splitValues(rest) }
}

/** Words, as OpenSSH's argv_split parts them: quotes of both kinds, a backslash before a quote, `#` ends the line. */
function splitValues(text: string): string[] {
  const values: string[] = []
  const word = /\s*(?:#.*|((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+)|(.))/gsy
  for (const [, found, stray] of text.matchAll(word)) {
    if (stray !== undefined) throw new ConfigFault('A quote is not closed.')
    if (found !== undefined) values.push(withoutQuotes(found))
  }
  return values
}

function withoutQuotes(word: string): string {
  return word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(["'\\])/g, (_, double, single, escaped) =>
    String(escaped ?? single ?? String(double).replace(/\\(["'\\])/g, '$1')),
  )
}

function findIncluded(pattern: string, { home, folder }: ConfigFolders): readonly string[] {
  const path = pattern.startsWith('~/') ? join(home, pattern.slice(2)) : pattern
  const absolute = isAbsolute(path) ? path : join(folder, path)
  return /[*?[\]]/.test(absolute) ? globSync(absolute).sort() : [absolute]
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new ConfigFault('A configuration file cannot be read.', { cause: error })
  }
}
