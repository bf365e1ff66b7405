import { expect, test } from 'vitest'
import { compareLocales } from './keys.ts'

function compare(en: unknown, ru: unknown): readonly string[] {
  return compareLocales([
    { locale: 'en', namespace: 'apps', content: en },
    { locale: 'ru', namespace: 'apps', content: ru },
  ])
}

test('accepts the same keys with the plural forms of each language', () => {
  const problems = compare(
    { list: { add: 'Add', count_one: '{{count}} app', count_other: '{{count}} apps' } },
    {
      list: {
        add: 'Добавить',
        count_one: '{{count}} приложение',
        count_few: '{{count}} приложения',
        count_many: '{{count}} приложений',
        count_other: '{{count}} приложения',
      },
    },
  )

  expect(problems).toEqual([])
})

test('finds a key that one language lacks, in either direction', () => {
  expect(compare({ a: 'A', b: 'B' }, { a: 'А', c: 'В' })).toEqual([
    'apps: c is missing in en',
    'apps: b is missing in ru',
  ])
})

test('finds a missing file', () => {
  expect(
    compareLocales([
      { locale: 'en', namespace: 'apps', content: { a: 'A' } },
      { locale: 'ru', namespace: 'hosts', content: {} },
    ]),
  ).toEqual(['apps: a is missing in ru'])
})

test('finds a plural form that Russian needs', () => {
  const en = { count_one: '{{count}} app', count_other: '{{count}} apps' }
  const ru = {
    count_one: '{{count}} приложение',
    count_few: '{{count}} приложения',
    count_other: '{{count}}',
  }

  expect(compare(en, ru)).toEqual(['apps: count_many is missing in ru'])
})

test('finds a plural form that English never uses', () => {
  const ru = { n_one: '{{count}}', n_few: '{{count}}', n_many: '{{count}}', n_other: '{{count}}' }

  expect(compare({ n_one: '{{count}}', n_few: '{{count}}', n_other: '{{count}}' }, ru)).toEqual([
    'apps: n_few is never used in en',
  ])
})

test('finds a variable that one language does not fill in', () => {
  expect(compare({ a: 'Delete {{name}}?' }, { a: 'Удалить {{title}}?' })).toEqual([
    'apps: a fills in {name} in en, but {title} in ru',
  ])
})

test('finds an empty text', () => {
  expect(compare({ a: 'A' }, { a: ' ' })).toEqual(['apps: a is empty in ru'])
})
