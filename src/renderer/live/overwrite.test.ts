import { QueryObserver } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import { createQueries } from '../queries.ts'
import { overwrite } from './overwrite.ts'

const key = ['apps']

/** Somebody who looks at an answer that a test gives, reading by reading. */
function watch() {
  const queries = createQueries()
  const readings: PromiseWithResolvers<string>[] = []
  const queryFn = () => {
    const reading = Promise.withResolvers<string>()
    readings.push(reading)
    return reading.promise
  }
  const observer = new QueryObserver(queries, { queryKey: key, queryFn })
  observer.subscribe(() => undefined)
  return { queries, readings, shown: () => observer.getCurrentResult().data }
}

it('keeps the news against an older answer that comes late', async () => {
  const { queries, readings, shown } = watch()
  readings[0]?.resolve('first')
  await expect.poll(shown).toBe('first')
  void queries.invalidateQueries({ queryKey: key })
  overwrite(queries, key, () => queries.setQueryData(key, 'news'))
  readings[1]?.resolve('older')
  await expect.poll(() => readings.length).toBe(3)
  expect(shown()).toBe('news')
  readings[2]?.resolve('newest')
  await expect.poll(shown).toBe('newest')
})

it('still reads what nobody had an answer to yet', async () => {
  const { queries, readings, shown } = watch()
  overwrite(queries, key, () => undefined)
  await expect.poll(() => readings.length).toBe(2)
  readings[1]?.resolve('first')
  await expect.poll(shown).toBe('first')
})

it('reads nothing anew when nothing was being read', async () => {
  const { queries, readings, shown } = watch()
  readings[0]?.resolve('first')
  await expect.poll(shown).toBe('first')
  overwrite(queries, key, () => queries.setQueryData(key, 'news'))
  expect(shown()).toBe('news')
  expect(readings.length).toBe(1)
})
