import { describe, expect, it } from 'vitest'
import { deployOutcomes, deployPhases, deployReasons, replacements, replays } from '../contract/deploy.ts'
import { deployErrorCodes, hostErrorCodes } from '../contract/errors.ts'
import { failures } from '../contract/failure.ts'
import { locales as contractLocales } from '../contract/settings.ts'
import { workloadStates } from '../contract/workload.ts'
import { createI18n, regionOf, systemLocale } from './i18n.ts'
import { locales } from './locales.ts'

const files = import.meta.glob<Readonly<Record<string, unknown>>>('../../locales/*/*.json', {
  eager: true,
  import: 'default',
})

/** Every text of a language, by namespace and key. */
function textsOf(locale: string): Map<string, string> {
  const texts = new Map<string, string>()
  const collect = (path: string, value: unknown) => {
    if (typeof value === 'string') texts.set(path, value)
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) collect(`${path}.${key}`, inner)
    }
  }
  for (const [path, content] of Object.entries(files)) {
    const [, language, namespace] = /(\w+)\/(\w+)\.json$/.exec(path) ?? []
    if (language === locale && namespace !== undefined) collect(namespace, content)
  }
  return texts
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name).toSorted()
const withoutPlural = (key: string) => key.replace(/_(one|few|many|other)$/, '')

describe('the locale files', () => {
  const codes = [...new Set([...deployErrorCodes, ...hostErrorCodes, ...Object.keys(failures)])]

  it.each(locales)('explain every error code of the contract, with a remedy (%s)', (locale) => {
    const texts = textsOf(locale)
    const missing = codes.filter(
      (code) => !texts.get(`errors.${code}.title`) || !texts.get(`errors.${code}.remedy`),
    )
    expect(missing).toEqual([])
  })

  it.each(locales)('name every state, outcome, phase and cause of the contract (%s)', (locale) => {
    const texts = textsOf(locale)
    const keys = [
      ...workloadStates.map((state) => `apps.state.${state}`),
      ...deployOutcomes.map((outcome) => `deploys.outcome.${outcome}`),
      ...deployPhases.flatMap((phase) => [`deploys.phase.${phase}`, `deploys.phaseDoing.${phase}`]),
      ...deployReasons.map((reason) => `deploys.reason.${reason}`),
      ...replacements.map((replacement) => `deploys.replacement.${replacement}`),
      ...replays.flatMap((replay) => [`deploys.replay.${replay}`, `deploys.replayHelp.${replay}`]),
    ]
    expect(keys.filter((key) => !texts.has(key))).toEqual([])
  })

  it('fill the same places in both languages', () => {
    const russian = new Map(
      [...textsOf('ru')].map(([key, text]) => [withoutPlural(key), placeholders(text)] as const),
    )
    const different = [...textsOf('en')]
      .filter(([key, text]) => {
        const other = russian.get(withoutPlural(key))
        return other === undefined || other.join() !== placeholders(text).join()
      })
      .map(([key]) => key)
    expect(different).toEqual([])
  })

  it('are the languages of the contract', () => {
    expect(locales).toEqual(contractLocales)
  })
})

describe('createI18n', () => {
  it('counts in Russian with its own plural forms', () => {
    const { t } = createI18n('ru')
    const counts = [1, 2, 5, 11, 21, 111].map((count) => t('apps:list.count', { count }))
    expect(counts).toEqual([
      '1 приложение',
      '2 приложения',
      '5 приложений',
      '11 приложений',
      '21 приложение',
      '111 приложений',
    ])
  })
})

describe('systemLocale', () => {
  it("takes the first of the system's languages that the screens speak", () => {
    expect(systemLocale(['de-DE', 'ru-RU', 'en'])).toBe('ru')
    expect(systemLocale(['en-US', 'ru'])).toBe('en')
    expect(systemLocale(['fr'])).toBe('en')
  })
})

describe('regionOf', () => {
  it('formats by the region of the system when it has one for the language', () => {
    expect(regionOf('en', ['ru-RU', 'en-GB'])).toBe('en-GB')
    expect(regionOf('ru', ['en-GB'])).toBe('ru')
  })
})
