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
  const { config, layerNames } = await readArchive(exported(engine, imageId, signal), {
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
      const { files } = await readArchive(exported(engine, imageId, fetchSignal), {
        wants: (name) => wanted.has(name),
        put: (content) => shelf.put(content, fetchSignal).catch(asTransferFailure),
      })
      return layers.slice(from).map((diffId, at) => sound(files.get(layerNames[from + at] ?? ''), diffId))
    },
  }
}

/** What fails on this side is not to be taken for a fault of the host. */
async function* exported(
  engine: Engine,
  imageId: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield* engine.exportImage(imageId, signal)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    throw new EngineError('transfer_failed', null, error.message, { cause: error })
  }
}

/** A disk of this computer that is full, for one. */
function asTransferFailure(error: unknown): never {
  const isOfSystem = error instanceof Error && 'syscall' in error
  if (!isOfSystem) throw error
  throw new EngineError('transfer_failed', null, 'A layer could not be written on this computer.', {
    cause: error,
  })
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
