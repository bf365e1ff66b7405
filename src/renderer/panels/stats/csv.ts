import type { StatsHistory, StatsPoint } from '../../../contract/stats.ts'

/** The history as RFC 4180 has it: a line of names, then one line per bucket, each ended by CR LF.
 *  Times are UTC, CPU is percent of one core, memory is bytes, and decimals have a dot, whatever the screen shows. */
export function historyCsv({ points, series = [] }: Pick<StatsHistory, 'points' | 'series'>): string {
  const head = [
    'time_utc',
    'epoch_ms',
    'cpu_percent_of_one_core',
    'cpu_percent_of_one_core_max',
    'memory_bytes',
    'memory_bytes_max',
    'containers',
    ...series.flatMap(({ name }) => [`${name} cpu_percent_of_one_core`, `${name} memory_bytes`]),
  ]
  const parts = series.map((one) => new Map(one.points.map((point) => [point.ts, point])))
  const rows = points.map((point) => [
    ...totalCells(point),
    ...parts.flatMap((byInstant) => partCells(byInstant.get(point.ts))),
  ])
  return [head, ...rows].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('')
}

function totalCells(point: StatsPoint): readonly string[] {
  return [
    new Date(point.ts).toISOString(),
    String(point.ts),
    String(point.cpuPercent),
    String(point.cpuPercentMax),
    String(point.memoryBytes),
    String(point.memoryBytesMax),
    String(point.containers),
  ]
}

function partCells(point: StatsPoint | undefined): readonly string[] {
  return point === undefined ? ['', ''] : [String(point.cpuPercent), String(point.memoryBytes)]
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** `web-1h-20251123T120000Z.csv`: the app, the window, and its end. */
export function csvName(app: string, window: string, to: number): string {
  const end = new Date(to).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')
  return `${app}-${window}-${end}Z.csv`
}
