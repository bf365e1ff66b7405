import { useState } from 'react'
import { type WindowName, windowNames } from './windows.ts'

export const scopes = ['total', 'service', 'container'] as const
/** Which lines a chart draws: the sum, or its parts. */
export type Scope = (typeof scopes)[number]
export type CpuUnit = 'core' | 'host'

export interface ChartView {
  readonly window: WindowName
  readonly scope: Scope
  readonly cpuUnit: CpuUnit
  readonly isTable: boolean
}

const STORAGE_KEY = 'slipway.stats'
const first: ChartView = { window: '1h', scope: 'total', cpuUnit: 'core', isTable: false }

/** How the charts are looked at; the same for every app, and kept as long as this window is open. */
export function useChartView(): readonly [ChartView, (change: Partial<ChartView>) => void] {
  const [view, setView] = useState(readView)
  const change = (part: Partial<ChartView>) => {
    const next = { ...view, ...part }
    setView(next)
    keepView(next)
  }
  return [view, change]
}

function readView(): ChartView {
  try {
    return parseView(JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '{}'))
  } catch {
    // No storage in this kind of window, or another version wrote it.
    return first
  }
}

function keepView(view: ChartView): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, JSON.stringify(view))
  } catch {
    // Without a storage the choice holds until the screen is left.
  }
}

/** What was kept, with the first view in the place of whatever is not known. */
export function parseView(kept: unknown): ChartView {
  if (typeof kept !== 'object' || kept === null) return first
  const of = kept as Readonly<Record<string, unknown>>
  return {
    window: windowNames.find((name) => name === of['window']) ?? first.window,
    scope: scopes.find((name) => name === of['scope']) ?? first.scope,
    cpuUnit: of['cpuUnit'] === 'host' ? 'host' : 'core',
    isTable: of['isTable'] === true,
  }
}
