import { describe, expect, it } from 'vitest'
import { sampleConfig, sampleSchema } from '../testing/image-source.ts'
import { configChanges, configEntries } from './config-entries.ts'
import { readSchema } from './read-schema.ts'

const schema = readSchema(sampleSchema, sampleConfig)
const base = {
  source: {
    ...sampleConfig,
    labels: { team: 'web' },
    healthcheck: { test: ['CMD', 'true'], intervalMs: 1_000, retries: 3 },
  },
  gate: { settleMs: 7_000, timeoutMs: 120_000 },
  stopTimeoutMs: 10_000,
}
const changesOf = (after: typeof base, before = base) =>
  configChanges(schema, before, after).map(({ entry, before, after }) => [entry.path, before, after])

describe('configEntries', () => {
  it('lists what is set, in the order of the schema', () => {
    expect(configEntries(schema, base).map(({ path }) => path)).toEqual([
      'source.reference',
      'source.ports.0',
      'source.restart',
      'source.labels.team',
      'source.healthcheck.test',
      'source.healthcheck.intervalMs',
      'source.healthcheck.retries',
      'source.isReadOnly',
      'gate.settleMs',
      'gate.timeoutMs',
      'stopTimeoutMs',
    ])
  })

  it('also lists what the schema does not know', () => {
    const entries = configEntries(null, { ...base, source: { file: 'compose.yaml', services: ['a'] } })
    expect(entries.slice(0, 2)).toMatchObject([
      { path: 'source.file', name: 'file', field: null, value: 'compose.yaml' },
      { path: 'source.services', name: 'services', field: null, value: ['a'] },
    ])
  })
})

describe('configChanges', () => {
  it('finds nothing between equal configurations, whatever the order of their keys', () => {
    const [port] = sampleConfig.ports
    const turned = port === undefined ? {} : Object.fromEntries(Object.entries(port).toReversed())
    expect(configChanges(schema, base, { ...base, source: { ...base.source, ports: [turned] } })).toEqual([])
  })

  it('gives each field that differs, with both values', () => {
    const after = {
      ...base,
      source: { ...base.source, restart: 'always', labels: { team: 'api' } },
      stopTimeoutMs: 20_000,
    }
    expect(changesOf(after)).toEqual([
      ['source.restart', 'unless-stopped', 'always'],
      ['source.labels.team', 'web', 'api'],
      ['stopTimeoutMs', 10_000, 20_000],
    ])
  })

  it('shows what comes and what goes', () => {
    const without = { ...base, source: { ...base.source, ports: [] } }
    const port = sampleConfig.ports[0]
    expect(changesOf(without)).toEqual([['source.ports.0', port, undefined]])
    expect(changesOf(base, without)).toEqual([['source.ports.0', undefined, port]])
  })

  it('leaves the reference to its own place in the dialog', () => {
    expect(changesOf({ ...base, source: { ...base.source, reference: 'nginx:1.30' } })).toEqual([])
  })
})
