export interface LocaleFile {
  readonly locale: string
  /** Name of the file without its ending: the namespace of its keys. */
  readonly namespace: string
  readonly content: unknown
}

/** Every text of a file by its dotted path. */
export function flatten(content: unknown, prefix = ''): Map<string, string> {
  if (typeof content === 'string') return new Map([[prefix, content]])
  if (typeof content !== 'object' || content === null) return new Map()
  return new Map(
    Object.entries(content).flatMap(([name, value]) => [
      ...flatten(value, prefix === '' ? name : `${prefix}.${name}`),
    ]),
  )
}

const pluralEnding = /_(?:zero|one|two|few|many|other)$/

/** A key without the ending that tells its plural form. */
export function baseOf(key: string): string {
  return key.replace(pluralEnding, '')
}

/** What is wrong between the files of one namespace: a key that only one of them has, a plural form that the
 *  language needs and lacks (or has and never uses), a variable that only one of them fills in, an empty text. */
export function compareLocales(files: readonly LocaleFile[]): readonly string[] {
  const namespaces = [...new Set(files.map((file) => file.namespace))]
  const locales = [...new Set(files.map((file) => file.locale))]
  return namespaces.flatMap((namespace) => {
    const texts = new Map(
      locales.map((locale) => {
        const file = files.find((each) => each.locale === locale && each.namespace === namespace)
        return [locale, flatten(file?.content)]
      }),
    )
    const problems = [
      ...missingKeys(texts),
      ...pluralProblems(texts),
      ...variableProblems(texts),
      ...emptyTexts(texts),
    ]
    return problems.map((problem) => `${namespace}: ${problem}`)
  })
}

type Texts = ReadonlyMap<string, ReadonlyMap<string, string>>

function missingKeys(texts: Texts): string[] {
  const all = new Set([...texts.values()].flatMap((each) => [...each.keys()].map(baseOf)))
  return [...texts].flatMap(([locale, each]) => {
    const own = new Set([...each.keys()].map(baseOf))
    return [...all].filter((key) => !own.has(key)).map((key) => `${key} is missing in ${locale}`)
  })
}

function pluralProblems(texts: Texts): string[] {
  return [...texts].flatMap(([locale, each]) => {
    const expected = new Intl.PluralRules(locale).resolvedOptions().pluralCategories
    const bases = new Set([...each.keys()].filter((key) => pluralEnding.test(key)).map(baseOf))
    return [...bases].flatMap((base) => {
      const forms = [...each.keys()]
        .filter((key) => baseOf(key) === base)
        .map((key) => key.slice(base.length + 1))
      return [
        ...expected
          .filter((form) => !forms.includes(form))
          .map((form) => `${base}_${form} is missing in ${locale}`),
        ...forms
          .filter((form) => !(expected as string[]).includes(form))
          .map((form) => `${form === '' ? base : `${base}_${form}`} is never used in ${locale}`),
      ]
    })
  })
}

function variableProblems(texts: Texts): string[] {
  const [reference, ...others] = [...texts]
  if (reference === undefined) return []
  const [referenceLocale, referenceTexts] = reference
  const expected = variablesByBase(referenceTexts)
  return others.flatMap(([locale, each]) =>
    [...variablesByBase(each)].flatMap(([base, variables]) => {
      const known = expected.get(base)
      if (known === undefined || known === variables) return []
      return [`${base} fills in {${known}} in ${referenceLocale}, but {${variables}} in ${locale}`]
    }),
  )
}

/** The variables of all forms of a text together, since a form such as “one” may do without the number. */
function variablesByBase(texts: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, Set<string>>()
  for (const [key, text] of texts) {
    const base = baseOf(key)
    const names = [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1] ?? '')
    found.set(base, new Set([...(found.get(base) ?? []), ...names]))
  }
  return new Map([...found].map(([base, names]) => [base, [...names].sort().join(', ')]))
}

function emptyTexts(texts: Texts): string[] {
  return [...texts].flatMap(([locale, each]) =>
    [...each].filter(([, text]) => text.trim() === '').map(([key]) => `${key} is empty in ${locale}`),
  )
}
