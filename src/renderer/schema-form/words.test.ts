import { describe, expect, it } from 'vitest'
import { readWords, writeWords } from './words.ts'

describe('readWords', () => {
  it.each([
    ['httpd -f -p 8080', ['httpd', '-f', '-p', '8080']],
    ['  sh   -c  "echo hello; sleep 1" ', ['sh', '-c', 'echo hello; sleep 1']],
    [`a'b c'd`, ['ab cd']],
    [`'it is "so"'`, ['it is "so"']],
    ['"" x', ['', 'x']],
    ['a\\ b', ['a b']],
    ['"say \\"hi\\" \\\\"', ['say "hi" \\']],
    ['', []],
  ])('splits %j', (line, words) => {
    expect(readWords(line)).toEqual(words)
  })

  it.each(['"open', "it's", 'end\\'])('refuses %j, which ends in the middle', (line) => {
    expect(readWords(line)).toBeNull()
  })
})

describe('writeWords', () => {
  it.each([
    [['httpd', '-f']],
    [['sh', '-c', 'echo "$HOME" && echo \'x\'']],
    [['', ' ', 'a\\b', '"', 'two\nlines']],
  ])('writes %j so that it is read back', (words) => {
    expect(readWords(writeWords(words))).toEqual(words)
  })
})
