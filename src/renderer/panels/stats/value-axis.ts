export interface ValueAxis {
  readonly max: number
  /** From 0 to the maximum, in even steps. */
  readonly ticks: readonly number[]
  /** Where the line of the limit stands; at the top edge when it is far above everything measured. */
  readonly limit: { readonly at: number; readonly isAbove: boolean } | null
}

/** Below this share of the limit, an axis that reached up to it would flatten the line it is about. */
const LIMIT_IN_SIGHT = 0.1
const MOST_STEPS = 4

/** An axis from 0, with round steps: 1, 2, 5 × 10ⁿ for percent, powers of two for MiB. */
export function valueAxis(peak: number, limit: number | null, kind: 'decimal' | 'binary'): ValueAxis {
  const isInSight = limit !== null && peak >= limit * LIMIT_IN_SIGHT
  // A little air above the highest value, so that a line never runs along the edge.
  const highest = Math.max(peak * 1.05, isInSight ? limit : 0)
  const step = kind === 'decimal' ? decimalStep(highest) : binaryStep(highest)
  const steps = Math.max(1, Math.ceil(highest / step - 1e-9))
  const max = steps * step
  return {
    max,
    ticks: Array.from({ length: steps + 1 }, (_, index) => tidy(index * step)),
    limit: limit === null ? null : { at: isInSight ? limit : max, isAbove: !isInSight },
  }
}

function decimalStep(highest: number): number {
  const smallest = 0.1
  const rough = Math.max(highest / MOST_STEPS, smallest)
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  return tidy(([1, 2, 5].find((digit) => digit * magnitude >= rough * (1 - 1e-9)) ?? 10) * magnitude)
}

function binaryStep(highest: number): number {
  const smallest = 0.25
  return 2 ** Math.ceil(Math.log2(Math.max(highest / MOST_STEPS, smallest)))
}

/** Without the dust of binary fractions: 0.3, not 0.30000000000000004. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
