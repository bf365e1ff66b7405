import { describe, expect, it } from 'vitest'
import { parseHeadings } from './shell-files.ts'

describe('what head prints of many files', () => {
  it.each<[string, string, readonly string[], readonly (string | null)[]]>([
    ['nothing', '\n', ['/a'], [null]],
    ['one file', '==> /a <==\n1\n\n', ['/a'], ['1\n']],
    ['one file without a line break', '==> /a <==\n1\n', ['/a'], ['1']],
    ['two files', '==> /a <==\n1\n\n==> /b <==\n2\n\n', ['/a', '/b'], ['1\n', '2\n']],
    ['an empty file', '==> /a <==\n\n==> /b <==\n2\n\n', ['/a', '/b'], ['', '2\n']],
    ['an empty file at the end', '==> /a <==\n\n', ['/a'], ['']],
    ['missing files', '==> /b <==\n2\n\n', ['/a', '/b', '/c'], [null, '2\n', null]],
    ['two portions', '==> /a <==\n1\n\n==> /b <==\n2\n\n', ['/a', '/b'], ['1\n', '2\n']],
    ['a file that looks like a heading', '==> /a <==\n==> /x <==\n\n', ['/a'], ['==> /x <==\n']],
  ])('is taken apart: %s', (_what, output, paths, expected) => {
    expect(parseHeadings(output, paths)).toEqual(expected)
  })
})
