import { milliseconds, tableLines } from './table.ts'

/** Something that was measured many times. */
export interface Series {
  readonly name: string
  readonly unit: 'ms'
  readonly samples: readonly number[]
}

/** What the project set itself; printed with every run, and never a pass or a fail. */
export interface Aim {
  readonly what: string
  readonly measured: string
  readonly isMet: boolean
}

/** One table of the output with the numbers behind it. */
export interface Section {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly notes: readonly string[]
  readonly series: readonly Series[]
  readonly aims: readonly Aim[]
}

export function sectionLines({ title, head, rows, notes }: Section): string[] {
  return [
    '',
    title,
    ...tableLines(head, rows).map((line) => `  ${line}`),
    ...notes.map((note) => `  ${note}`),
  ]
}

export function aimLines(aims: readonly Aim[]): string[] {
  const rows = aims.map(({ what, measured, isMet }) => [what, measured, isMet ? 'met' : 'MISSED'])
  return ['', 'Aims', ...tableLines(['', 'measured', ''], rows).map((line) => `  ${line}`)]
}

export function atMost(what: string, measuredMs: number, limitMs: number): Aim {
  return {
    what: `${what}: at most ${limitMs} ms`,
    measured: `${milliseconds(measuredMs)} ms`,
    isMet: measuredMs <= limitMs,
  }
}
