import { describe, expect, it } from 'vitest'
import { sampleConfig, sampleSchema } from '../testing/image-source.ts'
import { findField, readSchema } from './read-schema.ts'

const root = readSchema(sampleSchema, sampleConfig)
const kindOf = (path: string) => findField(root, path)?.kind

describe('readSchema', () => {
  it('finds the kind of every field', () => {
    expect(root.fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['reference', 'text'],
      ['command', 'words'],
      ['ports', 'list'],
      ['restart', 'choice'],
      ['labels', 'record'],
      ['healthcheck', 'group'],
      ['memoryBytes', 'number'],
      ['cpus', 'number'],
      ['isReadOnly', 'switch'],
      ['extra', 'json'],
    ])
  })

  it('shows first what the schema wants first', () => {
    const properties = {
      a: { type: 'string', default: '' },
      b: { type: 'string', default: '', essential: true },
    }
    const { fields } = readSchema({ type: 'object', properties }, {})
    expect(fields.map(({ name, isEssential }) => [name, isEssential])).toEqual([
      ['a', false],
      ['b', true],
    ])
  })

  it('reads "or null" in both ways of writing it', () => {
    expect(findField(root, 'command')?.isNullable).toBe(true)
    expect(findField(root, 'cpus')?.isNullable).toBe(true)
    expect(findField(root, 'reference')?.isNullable).toBe(false)
  })

  it('enters a choice between forms of text as text', () => {
    expect(kindOf('ports.hostIp')).toBe('text')
  })

  it('follows references within the schema', () => {
    expect(findField(root, 'ports.container')).toMatchObject({ kind: 'number', min: 1, max: 65_535 })
  })

  it('knows durations and sizes by their names', () => {
    expect(findField(root, 'healthcheck.intervalMs')).toMatchObject({ quantity: 'duration' })
    expect(findField(root, 'memoryBytes')).toMatchObject({ quantity: 'bytes' })
    expect(findField(root, 'healthcheck.retries')).toMatchObject({ quantity: 'plain' })
  })

  it('takes the largest whole number for no bound at all', () => {
    expect(findField(root, 'memoryBytes')).toMatchObject({ min: 6_291_456, max: null })
  })

  it('requires what the schema requires and has no default for', () => {
    expect(findField(root, 'reference')?.isRequired).toBe(true)
    expect(findField(root, 'ports')?.isRequired).toBe(false)
  })

  it('refuses a schema that is no object', () => {
    expect(() => readSchema({ type: 'string' }, '')).toThrow(/must be an object/)
  })
})

describe('findField', () => {
  it('finds nothing where the schema has nothing', () => {
    expect(findField(root, 'ports.nothing')).toBeNull()
    expect(findField(root, 'reference.tag')).toBeNull()
  })
})
