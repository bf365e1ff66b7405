import { type Engine, EngineError } from '../docker/engine.ts'
import { readImageConfig } from './image-config.ts'
import type { ImageOrigin, LayerFile } from './image-copy.ts'
import { LayerShelf } from './layer-shelf.ts'
import { readArchive } from './read-archive.ts'

/** An image on this computer's engine. It is read twice: what an archive's files are is told at its end, and the second
 *  time only the layers that are wanted become files, in the given folder.
 *  @throws EngineError `transfer_failed`; the signal's reason */
export async function openOnEngine(
  engine: Engine,
  imageId: string,
  folder: string,
  signal: AbortSignal,
): Promise<ImageOrigin> {
  const refused = () => Promise.reject(new Error('Nothing is wanted of the first reading.'))
  const { config, layerNames } = await readArchive(engine.exportImage(imageId, signal), {
    wants: () => false,
    put: refused,
  })
  const layers = readImageConfig(config).rootfs.diff_ids
  if (layers.length !== layerNames.length) throw mismatch()
  return {
    config,
    layers,
    fetch: async (from, fetchSignal) => {
      if (from >= layers.length) return []
      const shelf = new LayerShelf(folder)
      const wanted = new Set(layerNames.slice(from))
      const { files } = await readArchive(engine.exportImage(imageId, fetchSignal), {
        wants: (name) => wanted.has(name),
        put: (content) => shelf.put(content, fetchSignal),
      })
      return layers.slice(from).map((diffId, at) => sound(files.get(layerNames[from + at] ?? ''), diffId))
    },
  }
}

function sound(file: LayerFile | undefined, diffId: string): LayerFile {
  if (file === undefined || file.diffId !== diffId) throw mismatch()
  return file
}

function mismatch(): EngineError {
  return new EngineError(
    'transfer_failed',
    null,
    'The layers of the image are not those of its configuration.',
  )
}
