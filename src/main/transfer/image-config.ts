import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { EngineInfo } from '../../contract/host.ts'
import { EngineError } from '../docker/engine.ts'

const imageConfigSchema = z.object({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().optional(),
  rootfs: z.object({ diff_ids: z.array(z.string().regex(/^sha256:[0-9a-f]{64}$/)) }),
})
export type ImageConfig = z.infer<typeof imageConfigSchema>

/** What an image's configuration says of it. @throws EngineError `transfer_failed` when it is none */
export function readImageConfig(config: Buffer): ImageConfig {
  try {
    return imageConfigSchema.parse(JSON.parse(config.toString('utf8')))
  } catch (cause) {
    throw new EngineError('transfer_failed', null, 'The configuration of the image cannot be read.', {
      cause,
    })
  }
}

/** The id of an image; engines with the containerd image store use the digest of a manifest instead. */
export function imageIdOf(config: Buffer): string {
  return `sha256:${createHash('sha256').update(config).digest('hex')}`
}

/** Configuration of an image of the lowest layers alone. The same layers always make the same image. */
export function stepConfig({ os, architecture, variant, rootfs }: ImageConfig, layerCount: number): Buffer {
  return Buffer.from(
    JSON.stringify({
      os,
      architecture,
      ...(variant === undefined ? {} : { variant }),
      config: {},
      rootfs: { type: 'layers', diff_ids: rootfs.diff_ids.slice(0, layerCount) },
    }),
  )
}

/** 64-bit processors that run what was built for their 32-bit ancestors. */
const ancestors: Readonly<Record<string, string>> = { amd64: '386', arm64: 'arm' }

/** @throws EngineError `platform_mismatch` when the engine cannot run images of this os/arch[/variant] */
export function requirePlatform(platform: string, { os, arch }: Pick<EngineInfo, 'os' | 'arch'>): void {
  const [imageOs = '', imageArch = ''] = platform.split('/')
  if (imageOs === os && (imageArch === arch || imageArch === ancestors[arch])) return
  throw new EngineError(
    'platform_mismatch',
    null,
    `The image is for ${platform}, the engine for ${os}/${arch}.`,
  )
}
