import { describe, expect, it } from 'vitest'
import { imageIdOf, readImageConfig, requirePlatform, stepConfig } from './image-config.ts'

const layers = ['1', '2', '3'].map((digit) => `sha256:${digit.repeat(64)}`)
const config = Buffer.from(
  JSON.stringify({
    os: 'linux',
    architecture: 'arm64',
    variant: 'v8',
    config: { Env: ['SECRET=1'] },
    history: [{ created_by: 'x' }],
    rootfs: { type: 'layers', diff_ids: layers },
  }),
)

describe('the configuration of an image', () => {
  it('of the lowest layers alone is always the same, and tells nothing of the image', () => {
    const step = stepConfig(readImageConfig(config), 2)

    expect(JSON.parse(step.toString())).toEqual({
      os: 'linux',
      architecture: 'arm64',
      variant: 'v8',
      config: {},
      rootfs: { type: 'layers', diff_ids: layers.slice(0, 2) },
    })
    expect(imageIdOf(stepConfig(readImageConfig(config), 2))).toBe(imageIdOf(step))
  })

  it.each(['', '[]', '{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":["../x"]}}'])(
    'that cannot be read fails the transfer: %s',
    (text) => {
      expect(() => readImageConfig(Buffer.from(text))).toThrow(
        expect.objectContaining({ code: 'transfer_failed' }),
      )
    },
  )
})

describe('an image', () => {
  it.each([
    ['linux/amd64', 'amd64'],
    ['linux/386', 'amd64'],
    ['linux/arm64/v8', 'arm64'],
    ['linux/arm/v7', 'arm64'],
  ])('for %s runs on %s', (platform, arch) => {
    expect(() => requirePlatform(platform, { os: 'linux', arch })).not.toThrow()
  })

  it.each([
    ['linux/arm64', 'amd64'],
    ['linux/amd64', 'arm64'],
    ['windows/amd64', 'amd64'],
  ])('for %s is refused by linux/%s', (platform, arch) => {
    expect(() => requirePlatform(platform, { os: 'linux', arch })).toThrow(
      expect.objectContaining({ code: 'platform_mismatch' }),
    )
  })
})
