/** For plain values, whatever the order of their fields. */
export function isSame(a: object | null, b: object | null): boolean {
  if (a === b || a === null || b === null) return a === b
  const sorted = (value: object) => JSON.stringify(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)))
  return sorted(a) === sorted(b)
}
