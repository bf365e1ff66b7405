/** An image with the sizes of its layers by digest; null while they are not known. */
export interface PlannedImage {
  readonly imageId: string
  readonly layers: ReadonlyMap<string, number> | null
}

/** What of the wanted images, newest first, has room in `limitBytes`: older ones make way for newer ones, and a layer
 *  counts once. An image of unknown size is taken to have room while there is any. */
export function chooseKept(wanted: readonly PlannedImage[], limitBytes: number): ReadonlySet<string> {
  const kept = new Set<string>()
  const counted = new Set<string>()
  let bytes = 0
  for (const { imageId, layers } of wanted) {
    const added = [...(layers ?? [])].filter(([diffId]) => !counted.has(diffId))
    const size = added.reduce((sum, [, layerBytes]) => sum + layerBytes, 0)
    if (bytes + size > limitBytes || bytes >= limitBytes) continue
    for (const [diffId] of added) counted.add(diffId)
    bytes += size
    kept.add(imageId)
  }
  return kept
}

/** How much room the given images leave. */
export function roomLeft(kept: readonly PlannedImage[], limitBytes: number): number {
  const layers = new Map(kept.flatMap((image) => [...(image.layers ?? [])]))
  return limitBytes - [...layers.values()].reduce((sum, bytes) => sum + bytes, 0)
}
