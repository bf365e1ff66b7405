import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readStartArguments } from './start-arguments.ts'

describe('arguments of npm start', () => {
  it('may all be left out', () => {
    expect(readStartArguments([])).toEqual({ yes: false, dataFolder: null, port: null })
  })

  it('name the place of the data and the port', () => {
    expect(readStartArguments(['--yes', '--data-dir', 'data', '--port=8420'])).toEqual({
      yes: true,
      dataFolder: resolve('data'),
      port: 8_420,
    })
  })

  it.each([[['--help']], [['-h']], [['--yes', '--help']]])('ask for help with %j', (args) => {
    expect(readStartArguments(args)).toBe('help')
  })

  it.each([
    [['--nonsense']],
    [['more']],
    [['--window-code']],
    [['--data-dir']],
    [['--data-dir', '']],
    [['--port', 'x']],
    [['--port', '65536']],
  ])('are refused when they are %j', (args) => {
    expect(readStartArguments(args)).toBeNull()
  })
})
