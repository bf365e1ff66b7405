import { type ConfigEntry, ConfigFault, type ConfigLine } from './config-file.ts'
import { matchesPatterns } from './patterns.ts'

/** What OpenSSH's files say about one name; the first value that is given for a keyword counts. */
export interface ConfigOptions {
  /** The first value of a keyword in lower case; null when none is given. */
  first(keyword: string): string | null
  /** All words of the first line with this keyword. */
  words(keyword: string): readonly string[]
  /** The values of all lines of a keyword that adds up, such as IdentityFile. */
  all(keyword: string): readonly string[]
}

export interface ConfigSubject {
  /** As the user typed it. */
  readonly originalHost: string
  /** The user that the address itself names. */
  readonly user: string | null
  readonly localUser: string
}

/** Reads the files' entries for one name, in their order. `Match exec` runs commands, which Slipway never does: such a
 *  block is passed over, and so is one with any other criterion than all, host, originalhost, user and localuser. */
export function readOptions(entries: readonly ConfigEntry[], subject: ConfigSubject): ConfigOptions {
  const reading = new Reading(subject)
  reading.take(entries)
  return reading
}

class Reading implements ConfigOptions {
  readonly #subject: ConfigSubject
  readonly #taken = new Map<string, (readonly string[])[]>()

  constructor(subject: ConfigSubject) {
    this.#subject = subject
  }

  first(keyword: string): string | null {
    return this.#taken.get(keyword)?.[0]?.[0] ?? null
  }

  words(keyword: string): readonly string[] {
    return this.#taken.get(keyword)?.[0] ?? []
  }

  all(keyword: string): readonly string[] {
    return (this.#taken.get(keyword) ?? []).flatMap((values) => values.slice(0, 1))
  }

  /** A block that a file opens ends with the file. */
  take(entries: readonly ConfigEntry[]): void {
    let isActive = true
    for (const entry of entries) {
      if ('included' in entry) {
        if (isActive) this.take(entry.included)
      } else if (entry.keyword === 'host')
        isActive = matchesPatterns(this.#subject.originalHost, entry.values)
      else if (entry.keyword === 'match') isActive = this.#matches(entry.values)
      else if (isActive) this.#add(entry)
    }
  }

  #add({ keyword, values }: ConfigLine): void {
    if (values.length === 0) throw new ConfigFault(`${keyword} has no value.`)
    this.#taken.set(keyword, [...(this.#taken.get(keyword) ?? []), values])
  }

  #matches(values: readonly string[]): boolean {
    const criteria = readCriteria(values)
    return criteria.length > 0 && criteria.every((each) => this.#meets(each))
  }

  #meets({ name, isNegated, patterns }: Criterion): boolean {
    const fits = matchesCriterion(name, patterns, this.#subject, this)
    return fits !== null && fits !== isNegated
  }
}

interface Criterion {
  readonly name: string
  readonly isNegated: boolean
  readonly patterns: readonly string[]
}

/** `host a,b !user c all`, also with an equals sign between. */
function readCriteria(values: readonly string[]): readonly Criterion[] {
  const words = values.flatMap((value) => value.split(/(?<=^!?[a-z]+)=/i))
  const criteria: Criterion[] = []
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const isNegated = word.startsWith('!')
    const name = (isNegated ? word.slice(1) : word).toLowerCase()
    const patterns = name === 'all' ? [] : (words.shift() ?? '').split(',')
    criteria.push({ name, isNegated, patterns })
  }
  return criteria
}

/** Null for a criterion that Slipway does not look at, which makes the block fit nothing. */
function matchesCriterion(
  name: string,
  patterns: readonly string[],
  { originalHost, user, localUser }: ConfigSubject,
  options: ConfigOptions,
): boolean | null {
  switch (name) {
    case 'all':
      return true
    case 'host':
      return matchesPatterns(expandHostName(options.first('hostname'), originalHost), patterns)
    case 'originalhost':
      return matchesPatterns(originalHost, patterns)
    case 'user':
      return matchesPatterns(user ?? options.first('user') ?? localUser, patterns)
    case 'localuser':
      return matchesPatterns(localUser, patterns)
    default:
      return null
  }
}

/** HostName may hold %h, the name as it was typed, and %%. */
export function expandHostName(hostName: string | null, originalHost: string): string {
  return (hostName ?? originalHost).replace(/%([h%])/g, (_, sign) => (sign === 'h' ? originalHost : '%'))
}
