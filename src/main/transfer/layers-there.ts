import type { Engine } from '../docker/engine.ts'

/** Requests under way at once: few enough for an SSH connection with a limit. */
const lanes = 8

/** How many of the lowest layers an engine has, in this very order one upon the other: only then it need not get them. */
export async function countLayersThere(
  engine: Engine,
  layers: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const ids = (await engine.listImages(signal)).map(({ id }) => id)
  let count = 0
  const look = async () => {
    for (let id = ids.pop(); id !== undefined && count < layers.length; id = ids.pop()) {
      const image = await engine.inspectImage(id, signal)
      if (image !== null) count = Math.max(count, commonStart(layers, image.layers))
    }
  }
  await Promise.all(Array.from({ length: lanes }, look))
  return count
}

function commonStart(one: readonly string[], other: readonly string[]): number {
  const end = one.findIndex((layer, at) => layer !== other[at])
  return end === -1 ? one.length : end
}
