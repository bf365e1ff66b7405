import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { describeApi } from './openapi.ts'

describe('OpenAPI document', () => {
  it('is valid', async () => {
    const document = JSON.parse(JSON.stringify(await describeApi('1.2.3')))

    const { valid, errors } = await new Validator().validate(document)

    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1/),
      info: { title: 'Slipway', version: '1.2.3' },
      servers: [{ url: '/api' }],
      security: [{ bearer: [] }],
    })
  })

  it('resolves every reference within itself', async () => {
    const validator = new Validator()
    await validator.validate(JSON.parse(JSON.stringify(await describeApi('1.2.3'))))

    expect(() => validator.resolveRefs()).not.toThrow()
  })

  it('documents every status that an operation can answer', async () => {
    const { paths } = await describeApi('1.2.3')

    expect(Object.keys(paths?.['/workloads']?.post?.responses ?? {})).toEqual([
      '201',
      '400',
      '401',
      '403',
      '409',
      '413',
      '415',
      '429',
      '500',
    ])
    expect(Object.keys(paths?.['/workloads/{id}']?.delete?.responses ?? {})).toEqual([
      '204',
      '400',
      '401',
      '403',
      '404',
      '429',
      '500',
      '503',
    ])
    expect(paths?.['/health']?.get?.security).toEqual([])
  })

  it('says that an answer of 204 has no body', async () => {
    const { paths } = await describeApi('1.2.3')

    expect(paths?.['/tokens/{id}']?.delete?.responses?.['204']).toEqual({ description: 'No Content' })
  })
})
