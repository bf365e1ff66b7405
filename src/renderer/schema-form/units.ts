export const MEBIBYTE = 1_048_576

export const durationUnits = ['milliseconds', 'seconds', 'minutes'] as const
export type DurationUnit = (typeof durationUnits)[number]

const lengthMs: Readonly<Record<DurationUnit, number>> = { milliseconds: 1, seconds: 1_000, minutes: 60_000 }

/** The unit in which a duration is a short number: 7000 → seconds, 120000 → minutes, 250 → milliseconds. */
export function unitFor(durationMs: number | null): DurationUnit {
  if (durationMs === null || durationMs === 0) return 'seconds'
  if (durationMs % 60_000 === 0) return 'minutes'
  return durationMs % 100 === 0 ? 'seconds' : 'milliseconds'
}

export function inUnit(durationMs: number, unit: DurationUnit): number {
  return durationMs / lengthMs[unit]
}

/** Whole milliseconds of an amount in a unit. */
export function fromUnit(amount: number, unit: DurationUnit): number {
  return Math.round(amount * lengthMs[unit])
}
