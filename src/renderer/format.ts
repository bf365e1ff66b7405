/** Times, durations, sizes and numbers as people read them; everything is formatted by the locale's own rules. */

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Makes each formatter once: constructing one takes longer than a thousand uses. */
function remember<Formatter>(make: (locale: string) => Formatter): (locale: string) => Formatter {
  const made = new Map<string, Formatter>()
  return (locale) => {
    const known = made.get(locale)
    if (known !== undefined) return known
    const formatter = make(locale)
    made.set(locale, formatter)
    return formatter
  }
}

const relativeFormat = remember((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
const dateTimeFormat = remember(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }),
)
const minuteFormat = remember(
  (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
)
const shortDateFormat = remember(
  (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }),
)
const wholeFormat = remember((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }))
const decimalFormat = remember((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }))
const numberFormat = remember(
  (locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 6, useGrouping: false }),
)
const percentFormats = [0, 1, 2].map((digits) =>
  remember(
    (locale) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: 'percent',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  ),
)
const shortPercentFormat = remember(
  (locale) => new Intl.NumberFormat(locale, { style: 'unit', unit: 'percent', maximumFractionDigits: 2 }),
)
const fixedFormats = [0, 1].map((digits) =>
  remember(
    (locale) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  ),
)
const groupedFormat = remember((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }))
const clockFormat = remember((locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'short' }))
const dayFormat = remember((locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }))
const rangeFormat = remember(
  (locale) =>
    new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
)
const secondFormat = remember(
  (locale) =>
    new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }),
)
const listFormat = remember((locale) => new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' }))

type DurationUnit = 'day' | 'hour' | 'minute' | 'second' | 'millisecond'
const unitFormats = new Map<DurationUnit, (locale: string) => Intl.NumberFormat>(
  (['day', 'hour', 'minute', 'second', 'millisecond'] as const).map((unit) => [
    unit,
    remember(
      (locale) =>
        new Intl.NumberFormat(locale, {
          style: 'unit',
          unit,
          unitDisplay: 'narrow',
          maximumFractionDigits: 1,
        }),
    ),
  ]),
)

function inUnit(locale: string, value: number, unit: DurationUnit): string {
  return unitFormats.get(unit)?.(locale).format(value) ?? String(value)
}

/** “5 minutes ago”; a date from a week on, when counting days no longer helps. */
export function formatRelative(locale: string, at: number, now: number): string {
  const past = Math.max(0, now - at)
  const relative = relativeFormat(locale)
  if (past < 10 * SECOND) return relative.format(0, 'second')
  if (past < MINUTE) return relative.format(-Math.floor(past / SECOND / 10) * 10, 'second')
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), 'minute')
  if (past < DAY) return relative.format(-Math.floor(past / HOUR), 'hour')
  if (past < 7 * DAY) return relative.format(-Math.floor(past / DAY), 'day')
  return shortDateFormat(locale).format(at)
}

export function formatDateTime(locale: string, at: number): string {
  return dateTimeFormat(locale).format(at)
}

/** As formatDateTime, to the minute: where there is little room. */
export function formatMinute(locale: string, at: number): string {
  return minuteFormat(locale).format(at)
}

/** The two largest units that matter: “340ms”, “4.2s”, “1m 5s”, “2h 3m”. */
export function formatDuration(locale: string, durationMs: number): string {
  const duration = Math.max(0, durationMs)
  if (duration === 0) return inUnit(locale, 0, 'second')
  if (duration < SECOND) return inUnit(locale, Math.round(duration), 'millisecond')
  if (duration < 10 * SECOND) return inUnit(locale, Math.floor(duration / 100) / 10, 'second')
  return formatClock(locale, duration)
}

/** As formatDuration, in whole seconds: for what ticks on the screen. */
export function formatClock(locale: string, durationMs: number): string {
  const duration = Math.max(0, durationMs)
  if (duration < MINUTE) return inUnit(locale, Math.floor(duration / SECOND), 'second')
  if (duration < HOUR) return twoUnits(locale, duration, MINUTE, 'minute', SECOND, 'second')
  if (duration < DAY) return twoUnits(locale, duration, HOUR, 'hour', MINUTE, 'minute')
  return twoUnits(locale, duration, DAY, 'day', HOUR, 'hour')
}

function twoUnits(
  locale: string,
  duration: number,
  large: number,
  largeUnit: DurationUnit,
  small: number,
  smallUnit: DurationUnit,
): string {
  const whole = Math.floor(duration / large)
  const rest = Math.floor((duration % large) / small)
  const first = inUnit(locale, whole, largeUnit)
  return rest === 0 ? first : listFormat(locale).format([first, inUnit(locale, rest, smallUnit)])
}

export type SizeUnit = 'bytes' | 'kib' | 'mib' | 'gib' | 'tib'
const sizeUnits: readonly SizeUnit[] = ['bytes', 'kib', 'mib', 'gib', 'tib']

/** A size in the unit that keeps it below 1024; the unit's name is a locale key (`size.mib`), since Intl has no binary units. */
export function scaleSize(
  locale: string,
  bytes: number,
): { readonly value: string; readonly unit: SizeUnit } {
  let scaled = bytes
  let index = 0
  while (scaled >= 1023.95 && index < sizeUnits.length - 1) {
    scaled /= 1_024
    index += 1
  }
  const format = index === 0 || scaled >= 100 ? wholeFormat(locale) : decimalFormat(locale)
  return { value: format.format(scaled), unit: sizeUnits[index] ?? 'bytes' }
}

/** Without grouping: ports and ids are numbers too. */
export function formatNumber(locale: string, value: number): string {
  return numberFormat(locale).format(value)
}

/** “30.0%” and “0.04%”: always one decimal, and two below one percent, so that what changes does not jump. */
export function formatPercent(locale: string, percent: number): string {
  const digits = percent > 0 && percent < 0.995 ? 2 : 1
  return percentFormats[digits]?.(locale).format(percent) ?? String(percent)
}

/** “30%”: as few digits as there are, for an axis. */
export function formatShortPercent(locale: string, percent: number): string {
  return shortPercentFormat(locale).format(percent)
}

/** With grouping and exactly so many decimals: “1,234.0”. */
export function formatFixed(locale: string, value: number, decimals: 0 | 1): string {
  return fixedFormats[decimals]?.(locale).format(value) ?? String(value)
}

/** With grouping and as few digits as there are: “1,024”, “0.5”. */
export function formatGrouped(locale: string, value: number): string {
  return groupedFormat(locale).format(value)
}

/** The time of day, to the minute. */
export function formatTimeOfDay(locale: string, at: number): string {
  return clockFormat(locale).format(at)
}

/** “24 Nov”. */
export function formatDay(locale: string, at: number): string {
  return dayFormat(locale).format(at)
}

/** “23 Nov, 14:00 – 14:10”; to the second when it is shorter than a minute, and one instant when the two are the same. */
export function formatTimeRange(locale: string, from: number, to: number): string {
  if (from === to) return secondFormat(locale).format(from)
  return (to - from < MINUTE ? secondFormat : rangeFormat)(locale).formatRange(from, to)
}

/** The first 12 hex digits, as docker prints them. */
export function shortDigest(digest: string): string {
  const hex = digest.slice(digest.indexOf(':') + 1)
  return hex.slice(0, 12)
}
