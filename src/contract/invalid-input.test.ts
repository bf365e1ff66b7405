import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { invalidInput } from './invalid-input.ts'

const schema = z.strictObject({ name: z.string(), ports: z.array(z.strictObject({ host: z.int() })) })

function issuesOf(given: unknown): z.core.$ZodIssue[] {
  return schema.safeParse(given).error?.issues ?? []
}

describe('input that did not pass', () => {
  it('is told by the path of each field, the first of them in front', () => {
    const failure = invalidInput(issuesOf({ name: 1, ports: [{ host: 1 }, { host: 'x' }] }))

    expect(failure).toMatchObject({
      code: 'invalid_input',
      data: { path: 'name', issues: [{ path: 'name' }, { path: 'ports.1.host' }] },
    })
  })

  it('names every unknown field by its own path, in one wording', () => {
    const failure = invalidInput(issuesOf({ name: 'web', ports: [{ host: 1, x: 1, y: 2 }], z: 3 }))

    const message = 'There is no such field here.'
    expect(failure.data).toEqual({
      path: 'ports.0.x',
      issues: [
        { path: 'ports.0.x', message },
        { path: 'ports.0.y', message },
        { path: 'z', message },
      ],
    })
  })

  it('has its paths where the caller knows them', () => {
    const below = invalidInput(issuesOf({ ports: [], x: 1 }), (segments) => ['source', ...segments])
    const whole = invalidInput(issuesOf(null), (segments) => ['source', ...segments])
    const detailed = invalidInput([{ message: 'no', path: ['body', { key: 'name' }] }], ([, ...rest]) => rest)

    expect(below.data).toMatchObject({ issues: [{ path: 'source.name' }, { path: 'source.x' }] })
    expect(whole.data).toMatchObject({ path: 'source' })
    expect(detailed.data).toMatchObject({ path: 'name' })
  })
})
