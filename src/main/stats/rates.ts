import type { Reading, Transfer } from './reading.ts'

export interface Rates {
  readonly inPerSecond: number | null
  readonly outPerSecond: number | null
}

const unknown: Rates = { inPerSecond: null, outPerSecond: null }

/** Bytes per second between two readings; null without an earlier reading, and for a counter that ran backwards. */
export function ratesOf(previous: Reading | null, reading: Reading, of: 'network' | 'blockIo'): Rates {
  const [before, after] = [previous?.[of] ?? null, reading[of]]
  if (previous === null || before === null || after === null) return unknown
  const seconds = (reading.atMs - previous.atMs) / 1_000
  if (!(seconds > 0)) return unknown
  const rate = (direction: keyof Transfer) => {
    const grown = after[direction] - before[direction]
    return grown < 0 ? null : grown / seconds
  }
  return { inPerSecond: rate('in'), outPerSecond: rate('out') }
}

/** Bytes per operation as the kernel and the engine list them: the first letter tells, in either case. Totals are left out,
 *  and so are the numbers of operations, `rios` and `wios`, that Podman puts between the bytes. */
export function sumOperations(
  entries: readonly { readonly operation: string; readonly bytes: number }[],
): Transfer {
  const sum = (fits: RegExp) =>
    entries.filter(({ operation }) => fits.test(operation)).reduce((total, { bytes }) => total + bytes, 0)
  return { in: sum(/^r(?!ios)/i), out: sum(/^w(?!ios)/i) }
}
