import { expect, test } from 'vitest'
import { findUnusedKeys } from './usage.ts'

const apps = {
  locale: 'en',
  namespace: 'apps',
  content: { list: { add: 'Add' }, state: { running: 'Running' } },
}

function unused(code: string): readonly string[] {
  return findUnusedKeys([apps], [{ path: 'Screen.tsx', text: code }])
}

test('finds a key that nothing asks for', () => {
  expect(unused("const { t } = useTranslation('apps'); t('state.running')")).toEqual(['apps:list.add'])
})

test('counts a key that names its namespace', () => {
  expect(unused("t('apps:list.add'); t('apps:state.running')")).toEqual([])
})

test('counts keys that are put together from a known beginning', () => {
  expect(unused(`const { t } = useTranslation('apps'); t('list.add'); t(\`state.\${state}\`)`)).toEqual([])
})

test('does not count a string in a file that deals with other namespaces', () => {
  expect(unused("t('list.add'); t('state.running')")).toEqual(['apps:list.add', 'apps:state.running'])
})

test('does not take a template that could become anything for a use', () => {
  expect(unused(`useTranslation('apps'); t(\`\${area}.\${name}\`)`)).toEqual([
    'apps:list.add',
    'apps:state.running',
  ])
})

test('counts all plural forms of a key as one', () => {
  const files = [{ locale: 'en', namespace: 'apps', content: { count_one: '1', count_other: 'n' } }]
  const text = "const { t } = useTranslation('apps'); t('count', { count })"

  expect(findUnusedKeys(files, [{ path: 'Screen.tsx', text }])).toEqual([])
})
