import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { as, HttpFixture } from './testing/http-fixture.ts'

let fixture: HttpFixture

beforeEach(async () => {
  fixture = await HttpFixture.open()
})

afterEach(async () => {
  await fixture.dispose()
})

describe('calls of the page', () => {
  it('are answered with errors that its client understands', async () => {
    const answer = await fixture.call('POST', '/rpc/workloads/list')

    expect(answer).toMatchObject({ status: 401, json: { json: { defined: true, code: 'unauthorized' } } })
  })

  it.each([
    ['GET', '/rpc/workloads/list', 405],
    ['POST', '/rpc/nothing', 404],
    ['POST', '/rpc', 404],
    ['POST', '/rpc/__proto__', 404],
  ])('%s %s is answered with %i', async (method, path, status) => {
    expect((await fixture.call(method, path, as(fixture.memory.adminToken))).status).toBe(status)
  })

  it.each(['{', '[]', '{"json":1,"meta":[[99,"x"]]}', '{"json":{},"meta":"x"}'])(
    'with the body %s are bad input, not a failure',
    async (body) => {
      const answer = await fixture.post('/rpc/workloads/get', body)

      expect(answer).toMatchObject({ status: 400, json: { json: { code: 'invalid_input' } } })
      expect(fixture.log.error).not.toHaveBeenCalled()
    },
  )
})
