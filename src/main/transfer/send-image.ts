import type { LayerProgress } from '../../contract/deploy.ts'
import { type Engine, EngineError } from '../docker/engine.ts'
import { imageIdOf, readImageConfig, stepConfig } from './image-config.ts'
import type { ImageOrigin, LayerFile } from './image-copy.ts'
import { countLayersThere } from './layers-there.ts'
import { packArchive } from './pack-archive.ts'
import { SendProgress } from './send-progress.ts'
import { dropSteps, stepTag } from './step-images.ts'

export interface Sending {
  readonly engine: Engine
  readonly origin: ImageOrigin
  readonly onProgress: (layers: readonly LayerProgress[]) => void
  readonly signal: AbortSignal
}

/** How long tidying up may take. */
const tidyMs = 10_000

/** Puts an image onto an engine, only with the layers that it lacks, each in an archive of its own: what has arrived
 *  whole is held there by a step image, and need not be sent again after a cut. Resolves to the image's id there.
 *  @throws EngineError `transfer_failed`, `no_space`, `host_unreachable`; the signal's reason */
export async function sendImage(sending: Sending): Promise<string> {
  const { engine, origin, signal } = sending
  const imageId = imageIdOf(origin.config)
  if ((await engine.inspectImage(imageId, signal)) !== null) return imageId
  try {
    const sent = await sendAsNeeded(sending, imageId)
    await tidyUp(engine, imageId)
    return sent
  } catch (error) {
    // After a cut, or when told to stop, the steps are what the next attempt begins with.
    if (isRefusal(error) && !signal.aborted) await tidyUp(engine, imageId)
    throw error
  }
}

async function sendAsNeeded(sending: Sending, imageId: string): Promise<string> {
  const { engine, origin, signal } = sending
  const there = await countLayersThere(engine, origin.layers, signal)
  try {
    return await sendSteps(sending, there, imageId)
  } catch (error) {
    // Podman, and Docker with the containerd image store, take nothing but whole archives.
    if (!(error instanceof PartRefused)) throw error
    return await sendWhole(sending, imageId)
  }
}

/** An archive without some of its layers was refused. */
class PartRefused extends EngineError {}

async function sendSteps(sending: Sending, there: number, imageId: string): Promise<string> {
  const { engine, origin, onProgress, signal } = sending
  const { layers, config } = origin
  const progress = new SendProgress(layers, there, onProgress)
  const files = await origin.fetch(there, signal)
  progress.prepared(files)
  const facts = readImageConfig(config)
  for (const [at, file] of files.slice(0, -1).entries()) {
    const count = there + at + 1
    await load(sending, progress, {
      config: stepConfig(facts, count),
      layers: layers.slice(0, count),
      files: new Map([[count - 1, file]]),
      tag: stepTag(imageId, count, Date.now()),
    })
  }
  const last = files.at(-1)
  const named = await load(sending, progress, {
    config,
    layers,
    files: last === undefined ? new Map() : new Map([[layers.length - 1, last]]),
    tag: null,
  })
  return await requireThere(engine, [named, imageId], signal)
}

async function sendWhole(sending: Sending, imageId: string): Promise<string> {
  const { engine, origin, onProgress, signal } = sending
  const progress = new SendProgress(origin.layers, 0, onProgress)
  const files = await origin.fetch(0, signal)
  progress.prepared(files)
  const { config, layers } = origin
  const named = await load(sending, progress, { config, layers, files: new Map(files.entries()), tag: null })
  return await requireThere(engine, [named, imageId], signal)
}

interface Load {
  readonly config: Buffer
  readonly layers: readonly string[]
  readonly files: ReadonlyMap<number, LayerFile>
  readonly tag: string | null
}

async function load({ engine, signal }: Sending, progress: SendProgress, what: Load): Promise<string | null> {
  const archive = packArchive({ ...what, onBytes: (position, bytes) => progress.sent(position, bytes) })
  try {
    const named = await engine.loadImage(archive, signal)
    for (const position of what.files.keys()) progress.done(position)
    return named
  } catch (error) {
    const isPart = what.files.size < what.layers.length
    if (!isPart || !isRefusal(error) || error.code !== 'transfer_failed') throw error
    throw new PartRefused(error.code, error.status, error.message, { cause: error })
  }
}

/** The engine has answered, and said no. */
function isRefusal(error: unknown): error is EngineError {
  return error instanceof EngineError && error.status !== null
}

async function requireThere(
  engine: Engine,
  imageIds: readonly (string | null)[],
  signal: AbortSignal,
): Promise<string> {
  for (const imageId of imageIds) {
    if (imageId !== null && (await engine.inspectImage(imageId, signal)) !== null) return imageId
  }
  throw new EngineError('transfer_failed', 200, 'The image is not there after it was sent.')
}

/** What fails here is done after the next transfer. */
async function tidyUp(engine: Engine, imageId: string): Promise<void> {
  await dropSteps(engine, imageId, Date.now(), AbortSignal.timeout(tidyMs)).catch(() => undefined)
}
