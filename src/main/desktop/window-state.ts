import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Logger } from '../log/logger.ts'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const windowStateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  isMaximized: z.boolean(),
})
export type WindowState = z.infer<typeof windowStateSchema>

/** Where a window opens; without a place the system chooses one. */
export interface WindowPlace {
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
  readonly isMaximized: boolean
}

export const minimumSize = { width: 900, height: 640 }
const usualSize = { width: 1200, height: 800 }
/** As much of the window's top edge must be on a screen that it can be taken hold of. */
const grip = { width: 120, height: 32 }

/** Null when nothing is stored, or what is stored is no window's state. */
export function readWindowState(dataFolder: string): WindowState | null {
  try {
    return windowStateSchema.parse(JSON.parse(readFileSync(stateFile(dataFolder), 'utf8')))
  } catch {
    return null
  }
}

/** Stores where the window is; a place that cannot be stored is logged, and keeps nothing from closing. */
export function writeWindowState(dataFolder: string, state: WindowState, log: Pick<Logger, 'warn'>): void {
  const file = stateFile(dataFolder)
  try {
    writeFileSync(`${file}.new`, JSON.stringify(state))
    renameSync(`${file}.new`, file)
  } catch (error) {
    log.warn({ error }, 'the place of the window could not be stored')
  }
}

/** Where the window opens, given where it was and the screens that there are now. */
export function placeWindow(state: WindowState | null, workAreas: readonly Rectangle[]): WindowPlace {
  if (state === null) return { ...usualSize, isMaximized: false }
  const screen = workAreas.find((area) => isWithinReach(state, area))
  const { isMaximized } = state
  if (screen === undefined) return { ...fitSize(state, workAreas[0]), isMaximized }
  return { x: state.x, y: state.y, ...fitSize(state, screen), isMaximized }
}

function isWithinReach(window: Rectangle, area: Rectangle): boolean {
  const left = Math.max(window.x, area.x)
  const right = Math.min(window.x + window.width, area.x + area.width)
  const isTopOnScreen = window.y >= area.y && window.y + grip.height <= area.y + area.height
  return right - left >= grip.width && isTopOnScreen
}

function fitSize({ width, height }: Rectangle, area: Rectangle | undefined) {
  return {
    width: Math.max(minimumSize.width, Math.min(width, area?.width ?? width)),
    height: Math.max(minimumSize.height, Math.min(height, area?.height ?? height)),
  }
}

function stateFile(dataFolder: string): string {
  return join(dataFolder, 'window.json')
}
