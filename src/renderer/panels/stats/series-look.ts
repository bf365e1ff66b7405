import type { ChartRow } from './chart-rows.ts'

export interface LineLook {
  readonly key: string
  readonly color: string
  /** Tells lines of the same colour apart. */
  readonly dashes: string
  readonly value: (row: ChartRow) => number | null
}

const COLORS = 8
const dashes = ['0', '7 4', '2 4']

const looks = Array.from(
  { length: COLORS * dashes.length },
  (_, index): LineLook => ({
    key: `series-${index}`,
    color: `var(--chart-series-${(index % COLORS) + 1})`,
    dashes: dashes[Math.floor(index / COLORS)] ?? '0',
    value: (row) => row.series[index] ?? null,
  }),
)

/** More lines than this tell nothing any more. */
export const MOST_LINES: number = looks.length

/** How the line of a series is drawn, by its place among them. */
export function lineLook(index: number): LineLook {
  const look = looks[index % looks.length]
  if (look === undefined) throw new Error(`There is no line ${index}.`)
  return look
}
