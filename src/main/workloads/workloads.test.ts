import type Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '../../contract/failure.ts'
import { type WorkloadCreate, workloadCreateSchema } from '../../contract/workload.ts'
import { ContainerIndex } from '../containers/index-store.ts'
import { openStore } from '../db/open.ts'
import { allSources } from '../sources/index.ts'
import { WorkloadStore } from './store.ts'
import { Workloads } from './workloads.ts'

let db: Database.Database
let workloads: Workloads

function input(given: Record<string, unknown> = {}): WorkloadCreate {
  return workloadCreateSchema.parse({
    name: 'web',
    sourceKind: 'image',
    source: { reference: 'nginx:1' },
    ...given,
  })
}

function failureOf(act: () => unknown): { code: string; data: unknown } {
  try {
    act()
  } catch (error) {
    if (error instanceof Failure) return { code: error.code, data: error.data }
    throw error
  }
  throw new Error('Nothing failed.')
}

beforeEach(() => {
  db = openStore(':memory:')
  workloads = new Workloads(new WorkloadStore(db), allSources(new ContainerIndex(db)))
})

describe('creating', () => {
  it('needs a name, a source kind and a reference, and fills in the rest', () => {
    const created = workloads.create(input())
    expect(created).toMatchObject({
      name: 'web',
      hostId: 'local',
      parentId: null,
      refId: created.id,
      gate: { settleMs: 7_000, timeoutMs: 120_000 },
      stopTimeoutMs: 10_000,
      historyLimit: 50,
      imageLimit: 5,
      source: {
        reference: 'nginx:1',
        command: null,
        ports: [],
        restart: 'unless-stopped',
        healthcheck: null,
      },
    })
    expect(workloads.get(created.id)).toEqual(created)
  })

  it.each([
    ['an unknown source kind', { sourceKind: 'magic' }, 'sourceKind'],
    ['no reference', { source: {} }, 'source.reference'],
    ['a reference that cannot be one', { source: { reference: 'Nginx:1' } }, 'source.reference'],
    ['an unknown field', { source: { reference: 'a', colour: 'red' } }, 'source.colour'],
    [
      'a port beyond the last',
      { source: { reference: 'a', ports: [{ container: 70_000 }] } },
      'source.ports.0.container',
    ],
    [
      'one host port twice',
      {
        source: {
          reference: 'a',
          ports: [
            { container: 1, host: 80 },
            { container: 2, host: 80 },
          ],
        },
      },
      'source.ports.1.host',
    ],
    [
      'a host address that is none',
      { source: { reference: 'a', ports: [{ container: 1, hostIp: 'x' }] } },
      'source.ports.0.hostIp',
    ],
    [
      'a healthcheck without a form',
      { source: { reference: 'a', healthcheck: { test: ['true'] } } },
      'source.healthcheck.test',
    ],
    ['too little memory', { source: { reference: 'a', memoryBytes: 1_000 } }, 'source.memoryBytes'],
    [
      'a label of ours',
      { source: { reference: 'a', labels: { 'dev.slipway.workload': 'x' } } },
      'source.labels.dev.slipway.workload',
    ],
    [
      'a host port of all addresses beside one',
      {
        source: {
          reference: 'a',
          ports: [
            { container: 1, host: 81, hostIp: '0.0.0.0' },
            { container: 2, host: 81 },
          ],
        },
      },
      'source.ports.1.host',
    ],
    ['a command without a program', { source: { reference: 'a', command: [''] } }, 'source.command'],
    ['a NUL in a label', { source: { reference: 'a', labels: { x: 'a\0b' } } }, 'source.labels.x'],
    ['a NUL in the working folder', { source: { reference: 'a', workingDir: '/a\0b' } }, 'source.workingDir'],
    ['a user with a space', { source: { reference: 'a', user: 'a b' } }, 'source.user'],
    ['a host that is not there', { hostId: 'moon' }, 'hostId'],
    ['a parent that is not there', { parentId: 'nobody' }, 'parentId'],
  ])('refuses %s, names the field and stores nothing', (_what, given, path) => {
    expect(failureOf(() => workloads.create(input(given)))).toMatchObject({
      code: 'invalid_input',
      data: { path },
    })
    expect(workloads.list()).toEqual([])
  })

  it('refuses a name that is taken, whatever the case of its letters', () => {
    workloads.create(input())
    expect(failureOf(() => workloads.create(input({ name: 'WEB' }))).code).toBe('name_taken')
  })

  it('refuses the same kind and refId twice, and lets two without a refId live together', () => {
    workloads.create(input({ name: 'first', refId: 'shop' }))
    expect(failureOf(() => workloads.create(input({ name: 'second', refId: 'shop' }))).code).toBe('ref_taken')
    workloads.create(input({ name: 'third' }))
    workloads.create(input({ name: 'fourth' }))
    expect(workloads.list().map(({ name }) => name)).toEqual(['first', 'fourth', 'third'])
  })
})

describe('updating', () => {
  it('merges source and gate field by field, so that no other field is lost', () => {
    const { id } = workloads.create(
      input({ source: { reference: 'nginx:1', ports: [{ container: 80, host: 8080 }] } }),
    )
    const updated = workloads.update(id, { source: { reference: 'nginx:2' }, gate: { settleMs: 5 } })
    expect(updated.source).toMatchObject({ reference: 'nginx:2', ports: [{ container: 80, host: 8080 }] })
    expect(updated.gate).toEqual({ settleMs: 5, timeoutMs: 120_000 })
    expect(workloads.get(id)).toEqual(updated)
  })

  it('keeps everything as it was when one field does not fit', () => {
    const created = workloads.create(input())
    const failure = failureOf(() => workloads.update(created.id, { name: 'shop', source: { reference: '' } }))
    expect(failure).toMatchObject({ code: 'invalid_input', data: { path: 'source.reference' } })
    expect(workloads.get(created.id)).toEqual(created)
  })

  it('keeps its own name without calling it taken', () => {
    const { id } = workloads.create(input())
    expect(workloads.update(id, { name: 'Web' }).name).toBe('Web')
  })

  it('refuses a parent that descends from the workload', () => {
    const dev = workloads.create(input({ name: 'dev' }))
    const staging = workloads.create(input({ name: 'staging', parentId: dev.id }))
    const production = workloads.create(input({ name: 'production', parentId: staging.id }))
    expect(failureOf(() => workloads.update(dev.id, { parentId: production.id })).code).toBe('chain_cycle')
    expect(failureOf(() => workloads.update(dev.id, { parentId: dev.id })).code).toBe('chain_cycle')
  })

  it('says not found for an unknown id', () => {
    expect(failureOf(() => workloads.update('nobody', {})).code).toBe('not_found')
  })
})
