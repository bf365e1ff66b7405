import { describe, expect, it } from 'vitest'
import { parseView } from './chart-view.ts'

describe('parseView', () => {
  it('takes back what was kept', () => {
    const view = { window: '7d', scope: 'container', cpuUnit: 'host', isTable: true }
    expect(parseView(view)).toEqual(view)
  })

  it.each([null, 'x', {}, { window: '2y', scope: 5, cpuUnit: 'cpu', isTable: 'yes' }])(
    'begins anew with what it does not know: %j',
    (kept) => {
      expect(parseView(kept)).toEqual({ window: '1h', scope: 'total', cpuUnit: 'core', isTable: false })
    },
  )
})
