import type { Engine } from '../docker/engine.ts'

const prefix = 'slipway-transfer/'
/** What an interrupted transfer has brought so far is kept for the next attempt for as long as that is likely to come. */
const keptForMs = 7 * 86_400_000

/** Tag of an image of the lowest layers, which holds them on the engine until the whole image is there.
 *  The time within it tells how long ago that was. */
export function stepTag(imageId: string, layerCount: number, now: number): string {
  return `${repositoryOf(imageId)}:${layerCount}-${Math.floor(now / 1_000).toString(36)}`
}

/** Lets go of the steps of one image, and of those that were left behind long ago. */
export async function dropSteps(
  engine: Engine,
  imageId: string,
  now: number,
  signal?: AbortSignal,
): Promise<void> {
  const tags = (await engine.listImages(signal)).flatMap(({ repoTags }) => repoTags)
  const own = `${repositoryOf(imageId)}:`
  for (const tag of tags) {
    if (!tag.startsWith(prefix)) continue
    if (tag.startsWith(own) || now - timeOf(tag) > keptForMs) await engine.untagImage(tag)
  }
}

function repositoryOf(imageId: string): string {
  return `${prefix}${imageId.replace(/^sha256:/, '').slice(0, 32)}`
}

function timeOf(tag: string): number {
  const seconds = Number.parseInt(tag.slice(tag.lastIndexOf('-') + 1), 36)
  return Number.isNaN(seconds) ? 0 : seconds * 1_000
}
