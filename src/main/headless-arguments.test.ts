import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readHeadlessArguments } from './headless-arguments.ts'

describe('arguments of the headless application', () => {
  it('take any free port unless one is given', () => {
    expect(readHeadlessArguments(['--data-dir', 'data'])).toEqual({
      dataFolder: resolve('data'),
      port: 0,
      needsWindowCode: false,
    })
    expect(readHeadlessArguments(['--port', '8420', '--window-code', '--data-dir=/data'])).toEqual({
      dataFolder: '/data',
      port: 8_420,
      needsWindowCode: true,
    })
  })

  it.each([
    [[]],
    [['--data-dir']],
    [['--data-dir', '']],
    [['--data-dir', 'x', '--port', 'y']],
    [['--data-dir', 'x', '--port', '65536']],
    [['--data-dir', 'x', '--port', '-1']],
    [['--data-dir', 'x', '--port', '1.5']],
    [['--data-dir', 'x', '--nonsense']],
    [['--data-dir', 'x', 'more']],
  ])('are refused when they are %j', (args) => {
    expect(readHeadlessArguments(args)).toBeNull()
  })
})
