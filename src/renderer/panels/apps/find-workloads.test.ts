import { describe, expect, it } from 'vitest'
import { sampleWorkload } from '../../testing/samples.ts'
import { findWorkloads } from './find-workloads.ts'

const apps = ['web-10', 'web-2', 'Ёлка', 'api'].map((name) =>
  sampleWorkload({ name, source: { reference: `registry.example.com/${name.toLowerCase()}:1` } }),
)
const namesFor = (query: string, locale = 'en') => findWorkloads(apps, query, locale).map(({ name }) => name)

describe('findWorkloads', () => {
  it('sorts by name as people do', () => {
    expect(namesFor('')).toEqual(['api', 'web-2', 'web-10', 'Ёлка'])
  })

  it('finds by name and by reference, whatever the case', () => {
    expect(namesFor('WEB')).toEqual(['web-2', 'web-10'])
    expect(namesFor('example.com/api')).toEqual(['api'])
    expect(namesFor('ёлка', 'ru')).toEqual(['Ёлка'])
  })

  it('wants every word', () => {
    expect(namesFor('web 10')).toEqual(['web-10'])
    expect(namesFor('web nothing')).toEqual([])
  })
})
