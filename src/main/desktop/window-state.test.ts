import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { placeWindow, readWindowState, writeWindowState } from './window-state.ts'

const laptop = { x: 0, y: 25, width: 1440, height: 875 }
const beside = { x: 1440, y: 0, width: 1920, height: 1080 }
const state = { x: 100, y: 100, width: 1000, height: 700, isMaximized: false }

describe('window state', () => {
  let folder: string
  let warnings: string[]
  const log = { warn: (_fields: unknown, message: string) => warnings.push(message) }

  beforeEach(() => {
    warnings = []
    folder = mkdtempSync(join(tmpdir(), 'slipway-window-'))
  })

  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('is read as it was written', () => {
    writeWindowState(folder, state, log)

    expect(readWindowState(folder)).toEqual(state)
    expect(warnings).toEqual([])
  })

  it('that cannot be stored is told to the log, and throws nothing', () => {
    writeWindowState(join(folder, 'gone'), state, log)

    expect(warnings).toEqual(['the place of the window could not be stored'])
  })

  it.each(['', 'null', '{"x":1}', '{"x":"1","y":1,"width":1,"height":1,"isMaximized":true}'])(
    'is as if it were not there when the file holds %j',
    (text) => {
      writeFileSync(join(folder, 'window.json'), text)

      expect(readWindowState(folder)).toBeNull()
    },
  )

  it('is not there at first', () => {
    expect(readWindowState(folder)).toBeNull()
  })
})

describe('place of the window', () => {
  it('is left to the system at first', () => {
    expect(placeWindow(null, [laptop])).toEqual({ width: 1200, height: 800, isMaximized: false })
  })

  it('is where the window was, on whichever screen', () => {
    expect(placeWindow(state, [laptop])).toEqual(state)
    expect(placeWindow({ ...state, x: 2000 }, [laptop, beside])).toMatchObject({ x: 2000, y: 100 })
  })

  it.each([
    ['its screen is gone', { ...state, x: 2000 }],
    ['its title bar is above the screen', { ...state, y: -200 }],
    ['its title bar is below the screen', { ...state, y: 890 }],
    ['only a sliver of it is on the screen', { ...state, x: 1400 }],
  ])('is left to the system when %s', (_why, lost) => {
    expect(placeWindow(lost, [laptop])).toEqual({ width: 1000, height: 700, isMaximized: false })
  })

  it('is no larger than the screen and no smaller than the screens of Slipway need', () => {
    expect(placeWindow({ ...state, width: 5000, height: 5000 }, [laptop])).toMatchObject({
      width: 1440,
      height: 875,
    })
    expect(placeWindow({ ...state, width: 10, height: 10 }, [laptop])).toMatchObject({
      width: 900,
      height: 640,
    })
  })
})
