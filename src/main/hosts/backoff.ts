const firstMs = 1_000
const mostMs = 60_000

/** The pause before the next attempt after so many that failed: doubled each time up to a minute, and somewhere in its
 *  upper half, so that many who lost the same host do not come back at the same instant. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const longest = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 16))
  return Math.round(longest * (0.5 + random() / 2))
}
