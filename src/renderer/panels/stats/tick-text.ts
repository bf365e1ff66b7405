import { formatDay, formatTimeOfDay } from '../../format.ts'
import { isMidnight } from './time-axis.ts'

/** The time of day, or, where a day begins, the day. */
export function tickText(locale: string, ts: number): string {
  return isMidnight(ts) ? formatDay(locale, ts) : formatTimeOfDay(locale, ts)
}
