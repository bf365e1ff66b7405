import { expect, it, vi } from 'vitest'
import { takeCode } from './session.ts'

const place = (hash: string) => ({ hash, pathname: '/', search: '' }) as Location

it('takes the one-time code and leaves none in the address', () => {
  const replaceState = vi.fn()
  expect(takeCode(place('#code=abc-123'), { replaceState } as unknown as History)).toBe('abc-123')
  expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/')
})

it('puts back the screen that the code took the place of', () => {
  const replaceState = vi.fn()
  takeCode(place('#code=abc-123'), { replaceState } as unknown as History, '#/apps/web')
  expect(replaceState).toHaveBeenCalledExactlyOnceWith(null, '', '/#/apps/web')
})

it('leaves the address of a screen alone', () => {
  const replaceState = vi.fn()
  expect(takeCode(place('#/apps/web'), { replaceState } as unknown as History)).toBeNull()
  expect(replaceState).not.toHaveBeenCalled()
})
