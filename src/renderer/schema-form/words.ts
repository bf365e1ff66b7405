/** Lists of words as one line, quoted as a shell would want it: what is read back is what was written. */

const PLAIN = /^[^\s"'\\]+$/

export function writeWords(words: readonly string[]): string {
  return words.map((word) => (PLAIN.test(word) ? word : `"${word.replaceAll(/["\\]/g, '\\$&')}"`)).join(' ')
}

/** One word, or a part of one: bare characters, '…', "…", or a character behind a backslash. */
const PART = /([^\s"'\\]+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|(\s+)/y

/** Splits at spaces outside of quotation marks; a backslash takes the next character as it is, save within '…'.
 *  Null when a quotation mark stays open. */
export function readWords(line: string): readonly string[] | null {
  const words: string[] = []
  let word: string | null = null
  let at = 0
  while (at < line.length) {
    PART.lastIndex = at
    const part = PART.exec(line)
    if (part === null) return null
    at = PART.lastIndex
    const [, bare, single, double, escaped, space] = part
    if (space === undefined) {
      word = (word ?? '') + (bare ?? single ?? double?.replaceAll(/\\([\s\S])/g, '$1') ?? escaped ?? '')
    } else if (word !== null) {
      words.push(word)
      word = null
    }
  }
  return word === null ? words : [...words, word]
}
