import { describe, expect, it } from 'vitest'
import { deployPhases, type LayerProgress } from '../../../contract/deploy.ts'
import { phaseSteps, pullState, rollbackBlock } from './phase-model.ts'

describe('phaseSteps', () => {
  it('goes through the phases of the contract in their order', () => {
    expect(phaseSteps(null).map(({ phase }) => phase)).toEqual(deployPhases)
  })

  it('knows what is done, what goes on and what lies ahead', () => {
    expect(phaseSteps('pull').map(({ state }) => state)).toEqual([
      'done',
      'done',
      'current',
      'ahead',
      'ahead',
      'ahead',
      'ahead',
      'ahead',
    ])
  })

  it('has everything ahead of a deploy that has not begun', () => {
    expect(new Set(phaseSteps(null).map(({ state }) => state))).toEqual(new Set(['ahead']))
  })
})

describe('pullState', () => {
  const layer = (state: LayerProgress['state'], currentBytes: number, totalBytes: number): LayerProgress => ({
    id: `${state}${currentBytes}`,
    state,
    currentBytes,
    totalBytes,
  })

  it('adds up the bytes of all layers', () => {
    expect(pullState([layer('downloading', 30, 100), layer('waiting', 0, 100)])).toEqual({
      doneBytes: 30,
      totalBytes: 200,
      doneLayers: 0,
      layers: 2,
      share: 0.15,
    })
  })

  it('does not run backwards when a layer begins to be extracted', () => {
    const before = pullState([layer('downloading', 100, 100)])
    const after = pullState([layer('extracting', 2, 100)])
    expect(after.share).toBe(before.share)
  })

  it('never says more than all', () => {
    expect(pullState([layer('downloading', 120, 100)]).share).toBe(1)
  })

  it('knows no share before a size is known', () => {
    expect(pullState([layer('waiting', 0, 0)]).share).toBeNull()
  })
})

describe('rollbackBlock', () => {
  const entry = { outcome: 'succeeded', current: false, replay: 'local' } as const

  it('lets a successful entry come back from wherever its image is', () => {
    expect(rollbackBlock(entry, true)).toBeNull()
    expect(rollbackBlock({ ...entry, replay: 'registry' }, true)).toBeNull()
  })

  it.each([
    ['unsuccessful', { ...entry, outcome: 'failed' }, true],
    ['unsuccessful', { ...entry, outcome: 'rolled_back' }, true],
    ['current', { ...entry, current: true }, true],
    ['gone', { ...entry, replay: 'gone' }, true],
    ['incapable', entry, false],
  ] as const)('says %s', (block, deploy, isCapable) => {
    expect(rollbackBlock(deploy, isCapable)).toBe(block)
  })
})
