export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export type LevelName = 'sample' | 'minute' | 'tenMinutes' | 'hour'

/** How one table of samples or rollups lays out time: a row begins at block × blockMs + slot × stepMs. */
export interface Level {
  readonly name: LevelName
  readonly table: string
  readonly stepMs: number
  readonly blockMs: number
}

export const samples: Level = {
  name: 'sample',
  table: 'stats_samples',
  stepMs: 1,
  blockMs: 10 * minuteMs,
}

export const minutes: Level = {
  name: 'minute',
  table: 'stats_minutes',
  stepMs: minuteMs,
  blockMs: 10 * minuteMs,
}

export const tenMinutes: Level = {
  name: 'tenMinutes',
  table: 'stats_ten_minutes',
  stepMs: 10 * minuteMs,
  blockMs: 4 * hourMs,
}

export const hours: Level = { name: 'hour', table: 'stats_hours', stepMs: hourMs, blockMs: dayMs }

/** From the finest to the coarsest; each is rolled up from the one before it. */
export const levels: readonly Level[] = [samples, minutes, tenMinutes, hours]

export function blockAt({ blockMs }: Level, ts: number): number {
  return Math.floor(ts / blockMs)
}

export function floorTo(stepMs: number, ts: number): number {
  return Math.floor(ts / stepMs) * stepMs
}

export function ceilTo(stepMs: number, ts: number): number {
  return Math.ceil(ts / stepMs) * stepMs
}
