import { expect, test } from 'vitest'
import { findVisibleLiterals } from './literals.ts'

test.each([
  ['text between tags', '<p>Hello there</p>', 'Hello there'],
  ['text in another alphabet', '<p>Привет</p>', 'Привет'],
  ['a string as a child', "<p>{'Saved'}</p>", 'Saved'],
  ['a choice between two strings', "<p>{ok ? t('a') : 'Failed'}</p>", 'Failed'],
  ['a fallback', "<p>{name ?? 'Nobody'}</p>", 'Nobody'],
  ['the words of a template', `<p>{\`\${count} apps\`}</p>`, 'apps'],
  ['an accessible name', '<button aria-label="Close" />', 'Close'],
  ['a label in braces', "<TextInput label={'Name'} />", 'Name'],
  ['a title chosen by a condition', "<Modal title={isNew ? 'New app' : t('edit')} />", 'New app'],
  ['text inside a prop that is an element', '<Alert icon={<b>Careful</b>} />', 'Careful'],
])('finds %s', (_case, jsx, literal) => {
  expect(findVisibleLiterals('Screen.tsx', `export const Screen = () => ${jsx}\n`)).toEqual([
    `Screen.tsx:1: ${literal}`,
  ])
})

test('finds the text of a notification and tells its line', () => {
  const code = "export function tell() {\n  show({\n    color: 'red',\n    message: 'It broke',\n  })\n}\n"

  expect(findVisibleLiterals('tell.ts', code)).toEqual(['tell.ts:4: It broke'])
})

test.each([
  ['translated text', "<p>{t('apps:list.add')}</p>"],
  ['a translated label', "<TextInput label={t('name')} />"],
  ['what is not shown', '<Box className="apps list" data-testid="the-list" role="list" id="apps" />'],
  ['punctuation', '<p>{a} · {b} → —</p>'],
  ['an argument of a call', "<p>{format(date, 'long')}</p>"],
])('accepts %s', (_case, jsx) => {
  expect(findVisibleLiterals('Screen.tsx', `export const Screen = () => ${jsx}\n`)).toEqual([])
})
