import { describe, expect, it } from 'vitest'
import {
  formatClock,
  formatDuration,
  formatFixed,
  formatGrouped,
  formatNumber,
  formatPercent,
  formatRelative,
  formatShortPercent,
  formatTimeRange,
  scaleSize,
  shortDigest,
} from './format.ts'

const now = Date.UTC(2025, 10, 23, 12)
const ago = (seconds: number) => now - seconds * 1_000
/** Intl puts no-break spaces of several kinds between numbers and units. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ')

describe('formatRelative', () => {
  it('counts in the largest unit that fits', () => {
    expect(formatRelative('en', ago(3), now)).toBe('now')
    expect(formatRelative('en', ago(34), now)).toBe('30 seconds ago')
    expect(formatRelative('en', ago(60), now)).toBe('1 minute ago')
    expect(formatRelative('en', ago(7_300), now)).toBe('2 hours ago')
    expect(formatRelative('en', ago(86_400), now)).toBe('yesterday')
  })

  it('uses the Russian plural forms', () => {
    expect(formatRelative('ru', ago(60), now)).toBe('1 минуту назад')
    expect(formatRelative('ru', ago(180), now)).toBe('3 минуты назад')
    expect(formatRelative('ru', ago(11 * 60), now)).toBe('11 минут назад')
  })

  it('gives the date from a week on', () => {
    expect(formatRelative('en-GB', ago(8 * 86_400), now)).toBe('15 Nov 2025')
  })

  it('never speaks of the future when the clocks disagree', () => {
    expect(formatRelative('en', now + 5_000, now)).toBe('now')
  })
})

describe('formatDuration', () => {
  it('shows the two largest units', () => {
    expect(plain(formatDuration('en', 0))).toBe('0s')
    expect(plain(formatDuration('en', 340))).toBe('340ms')
    expect(plain(formatDuration('en', 4_260))).toBe('4.2s')
    expect(plain(formatDuration('en', 65_900))).toBe('1m 5s')
    expect(plain(formatDuration('en', 120_000))).toBe('2m')
    expect(plain(formatDuration('en', 7_380_000))).toBe('2h 3m')
  })

  it('speaks Russian', () => {
    expect(plain(formatDuration('ru', 8_430))).toBe('8,4 с')
    expect(plain(formatDuration('ru', 65_000))).toBe('1 мин 5 с')
  })
})

describe('formatClock', () => {
  it('ticks in whole seconds', () => {
    expect(plain(formatClock('en', 4_900))).toBe('4s')
    expect(plain(formatClock('en', 61_000))).toBe('1m 1s')
  })
})

describe('scaleSize', () => {
  it('keeps the number below 1024 and short', () => {
    expect(scaleSize('en', 0)).toEqual({ value: '0', unit: 'bytes' })
    expect(scaleSize('en', 1_536)).toEqual({ value: '1.5', unit: 'kib' })
    expect(scaleSize('en', 1_048_575)).toEqual({ value: '1', unit: 'mib' })
    expect(scaleSize('en', 1_048_576 * 250.4)).toEqual({ value: '250', unit: 'mib' })
    expect(scaleSize('ru', 1_073_741_824 * 1.25)).toEqual({ value: '1,3', unit: 'gib' })
  })
})

describe('formatPercent', () => {
  it('keeps one decimal, and a second where the first would be nothing', () => {
    expect(plain(formatPercent('en', 30))).toBe('30.0%')
    expect(plain(formatPercent('en', 0.04))).toBe('0.04%')
    expect(plain(formatPercent('en', 0.999))).toBe('1.0%')
    expect(plain(formatPercent('ru', 1_230.26))).toBe('1 230,3 %')
  })

  it('is as short as can be on an axis', () => {
    expect(formatShortPercent('en', 20)).toBe('20%')
    expect(plain(formatShortPercent('ru', 0.5))).toBe('0,5 %')
  })
})

describe('formatFixed and formatGrouped', () => {
  it('group the digits of large numbers', () => {
    expect(formatFixed('en', 1_234, 1)).toBe('1,234.0')
    expect(plain(formatFixed('ru', 1_234.56, 1))).toBe('1 234,6')
    expect(formatGrouped('en', 1_024)).toBe('1,024')
  })
})

describe('formatTimeRange', () => {
  it('gives one instant to the second, and a range to the minute', () => {
    const at = new Date(2025, 10, 23, 14, 5, 9).getTime()
    expect(formatTimeRange('en-GB', at, at)).toBe('23 Nov, 14:05:09')
    expect(plain(formatTimeRange('en-GB', at, at + 600_000))).toBe('23 Nov, 14:05–14:15')
  })

  it('tells ranges within one minute apart', () => {
    const at = new Date(2025, 10, 23, 14, 5, 0).getTime()
    const range = (from: number, to: number) =>
      plain(formatTimeRange('en-GB', at + from, at + to)).replaceAll(/\s*–\s*/g, '–')
    expect(range(0, 20_000)).toBe('23 Nov, 14:05:00–14:05:20')
    expect(range(40_000, 60_000)).toBe('23 Nov, 14:05:40–14:06:00')
  })
})

describe('formatNumber', () => {
  it('does not group the digits of a port', () => {
    expect(formatNumber('en', 18_080)).toBe('18080')
  })
})

describe('shortDigest', () => {
  it('gives the first twelve digits without the algorithm', () => {
    expect(shortDigest(`sha256:${'0123456789abcdef'.repeat(4)}`)).toBe('0123456789ab')
  })
})
