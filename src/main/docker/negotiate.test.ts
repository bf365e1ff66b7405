import { describe, expect, it } from 'vitest'
import { negotiate } from './negotiate.ts'

function version(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Version: '20.10.24',
    ApiVersion: '1.41',
    MinAPIVersion: '1.12',
    Os: 'linux',
    Arch: 'amd64',
    ...fields,
  }
}

describe('the API version', () => {
  it.each([
    ['1.40', '1.12', '1.40'],
    ['1.41', '1.12', '1.41'],
    ['1.51', '1.24', '1.51'],
    ['1.52', '1.44', '1.51'],
    ['1.100', '1.44', '1.51'],
    ['1.60', '1.55', '1.55'],
    ['2.0', '1.45', '1.51'],
    ['1.41', '', '1.41'],
  ])('of an engine that speaks %s, and no less than %s, is %s', (offered, least, chosen) => {
    expect(negotiate(version({ ApiVersion: offered, MinAPIVersion: least })).apiVersion).toBe(chosen)
  })

  it.each(['1.39', '1.9', '0.99'])('%s is too old', (offered) => {
    expect(() => negotiate(version({ ApiVersion: offered }))).toThrow(
      expect.objectContaining({ code: 'engine_too_old' }),
    )
  })

  it.each([[null], ['<html>'], [{}], [{ ApiVersion: 'x' }]])('is asked of an engine alone: %j', (answer) => {
    expect(() => negotiate(answer)).toThrow(expect.objectContaining({ code: 'host_unreachable' }))
  })
})

describe('the product', () => {
  it('is Podman when its components say so', () => {
    const components = [{ Name: 'Podman Engine', Version: '5.5.0' }]

    expect(negotiate(version({ Components: components })).product).toBe('podman')
    expect(negotiate(version({ Components: [{ Name: 'Engine' }] }))).toEqual({
      version: '20.10.24',
      apiVersion: '1.41',
      os: 'linux',
      arch: 'amd64',
      product: 'docker',
      cpus: null,
      memoryBytes: null,
    })
  })
})
