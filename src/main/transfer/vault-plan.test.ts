import { describe, expect, it } from 'vitest'
import { chooseKept, roomLeft } from './vault-plan.ts'

const image = (imageId: string, layers: Readonly<Record<string, number>> | null) => ({
  imageId,
  layers: layers === null ? null : new Map(Object.entries(layers)),
})

describe('what of the wanted images has room', () => {
  it.each([
    ['all of them', [image('new', { a: 40 }), image('old', { b: 60 })], ['new', 'old']],
    [
      'the newest, when both together are too large',
      [image('new', { a: 60 }), image('old', { b: 60 })],
      ['new'],
    ],
    [
      'both, when they share a layer',
      [image('new', { a: 60, b: 10 }), image('old', { a: 60, c: 30 })],
      ['new', 'old'],
    ],
    [
      'the older one, when the newest alone is too large',
      [image('new', { a: 101 }), image('old', { b: 60 })],
      ['old'],
    ],
    [
      'one of unknown size, while there is room',
      [image('new', { a: 99 }), image('old', null)],
      ['new', 'old'],
    ],
    ['none of unknown size, when there is no room', [image('new', { a: 100 }), image('old', null)], ['new']],
    ['nothing, of nothing', [], []],
  ])('is %s', (_case, wanted, kept) => {
    expect([...chooseKept(wanted, 100)]).toEqual(kept)
  })

  it('leaves the rest, each layer counted once', () => {
    expect(roomLeft([image('new', { a: 10, b: 20 }), image('old', { b: 20, c: 5 })], 100)).toBe(65)
  })
})
