const MINUTE_MS = 60_000

interface Step {
  readonly unit: 'minute' | 'hour' | 'day'
  readonly count: number
}

/** Steps that people count in; hours divide the day, so that midnight is always a tick. */
const steps: readonly Step[] = [
  ...[1, 2, 3, 5, 10, 15, 30].map((count) => ({ unit: 'minute' as const, count })),
  ...[1, 2, 3, 4, 6, 12].map((count) => ({ unit: 'hour' as const, count })),
  ...[1, 2, 3, 5, 7, 10].map((count) => ({ unit: 'day' as const, count })),
]

const lengths = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: 1_440 * MINUTE_MS }

/** Round instants of the local day within the window, at most as many as asked for. */
export function timeTicks(from: number, to: number, most: number): readonly number[] {
  const step = steps.find(({ unit, count }) => (to - from) / (lengths[unit] * count) <= most) ?? {
    unit: 'day',
    count: Math.ceil((to - from) / lengths.day / most),
  }
  return step.unit === 'day' ? dayTicks(from, to, step.count) : clockTicks(from, to, step)
}

/** Counted from each local midnight: a day of 23 or 25 hours shifts nothing on the days after it. */
function clockTicks(from: number, to: number, { unit, count }: Step): readonly number[] {
  const minutes = unit === 'hour' ? count * 60 : count
  const ticks: number[] = []
  const at = new Date(from)
  at.setHours(0, 0, 0, 0)
  while (at.getTime() < to) {
    for (let minute = 0; minute < 1_440; minute += minutes) {
      const tick = new Date(at.getFullYear(), at.getMonth(), at.getDate(), 0, minute).getTime()
      if (tick >= from && tick <= to && tick > (ticks.at(-1) ?? 0)) ticks.push(tick)
    }
    at.setDate(at.getDate() + 1)
  }
  return ticks
}

function dayTicks(from: number, to: number, count: number): readonly number[] {
  const ticks: number[] = []
  const at = new Date(from)
  at.setHours(0, 0, 0, 0)
  if (at.getTime() < from) at.setDate(at.getDate() + 1)
  for (; at.getTime() <= to; at.setDate(at.getDate() + count)) ticks.push(at.getTime())
  return ticks
}

/** Whether a new local day begins at this instant. */
export function isMidnight(ts: number): boolean {
  const at = new Date(ts)
  return at.getHours() === 0 && at.getMinutes() === 0
}
