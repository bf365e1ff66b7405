import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import i18next from 'i18next'
import type { Locale } from '../src/contract/settings.ts'

const localesFolder = resolve(import.meta.dirname, '../locales')

/** The text that the screens show for a key such as `apps:list.add`; throws when there is none. */
export type Texts = (key: string, values?: Readonly<Record<string, string | number>>) => string

/** The texts of one language, out of the files that the screens take them from. */
export function textsOf(locale: Locale): Texts {
  const folder = join(localesFolder, locale)
  const resources = Object.fromEntries(
    readdirSync(folder).map((file) => [
      basename(file, '.json'),
      JSON.parse(readFileSync(join(folder, file), 'utf8')),
    ]),
  )
  const instance = i18next.createInstance()
  void instance.init({
    lng: locale,
    resources: { [locale]: resources },
    initAsync: false,
    interpolation: { escapeValue: false },
  })
  return (key, values = {}) => {
    if (!instance.exists(key, values)) throw new Error(`There is no text ${key} in ${locale}.`)
    return String(instance.t(key, values))
  }
}
