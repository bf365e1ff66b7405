/** Whether a name fits a list of OpenSSH patterns (`*`, `?`, `!` before those that must not fit); one that is negated
 *  and fits decides against the whole list, and a list of negated ones alone fits nothing. Source: match.c. */
export function matchesPatterns(name: string, patterns: readonly string[]): boolean {
  let isMatch = false
  for (const pattern of patterns) {
    const isNegated = pattern.startsWith('!')
    if (!matchesPattern(name, isNegated ? pattern.slice(1) : pattern)) continue
    if (isNegated) return false
    isMatch = true
  }
  return isMatch
}

function matchesPattern(name: string, pattern: string): boolean {
  // Without a regular expression, since a row of stars would make one run for ages.
  let at = 0
  let starAt = -1
  let retryAt = 0
  let inPattern = 0
  while (at < name.length) {
    const sign = pattern[inPattern]
    if (sign === '*') {
      starAt = inPattern
      retryAt = at
      inPattern += 1
    } else if (sign === '?' || sign === name[at]) {
      at += 1
      inPattern += 1
    } else if (starAt >= 0) {
      retryAt += 1
      at = retryAt
      inPattern = starAt + 1
    } else return false
  }
  return /^\**$/.test(pattern.slice(inPattern))
}
