/** How far back the charts look, from the shortest on. */

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export const windowNames = ['15m', '1h', '6h', '24h', '7d', '30d'] as const
export type WindowName = (typeof windowNames)[number]

const lengths: Readonly<Record<WindowName, number>> = {
  '15m': 15 * MINUTE_MS,
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
}

export function windowMs(name: WindowName): number {
  return lengths[name]
}
