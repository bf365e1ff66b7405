import { expect, it } from 'vitest'
import { samplePoint } from '../../testing/stats-samples.ts'
import { namedSeries, shownSeries } from './chart-model.ts'
import { MOST_LINES } from './series-look.ts'

const container = (at: number) => ({
  service: 'web',
  containerId: `${at}`.padStart(12, '0'),
  name: `web-${at}`,
  points: [samplePoint(at * 15_000)],
})

it('leaves out the containers that went first where there are more than lines that can be told apart', () => {
  const series = Array.from({ length: MOST_LINES + 2 }, (_, at) => container(at))
  const names = shownSeries({ scope: 'container', series })?.map(({ name }) => name)
  expect(names).toHaveLength(MOST_LINES)
  expect(names?.[0]).toBe('web-2')
  expect(names?.at(-1)).toBe(`web-${MOST_LINES + 1}`)
  expect(namedSeries({ scope: 'container', series })).toHaveLength(MOST_LINES + 2)
})

it('tells containers of the same name apart by their ids', () => {
  const series = ['abcdef123456', '123456abcdef'].map((containerId) => ({
    ...container(1),
    containerId,
    name: 'web',
  }))
  expect(shownSeries({ scope: 'container', series })?.map(({ name }) => name)).toEqual([
    'web (abcdef)',
    'web (123456)',
  ])
  expect(shownSeries({ scope: 'total', series })).toBeNull()
})
