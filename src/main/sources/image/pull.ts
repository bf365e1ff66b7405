import type { LayerProgress, Pinned } from '../../../contract/deploy.ts'
import { type Engine, EngineError, type LocalImage } from '../../docker/engine.ts'
import { digestReference } from './pin.ts'

interface Needs {
  readonly engine: Engine
  readonly pinned: Pinned
  readonly signal: AbortSignal
  readonly onPhase: (phase: 'pull') => void
  readonly onPull: (layers: readonly LayerProgress[]) => void
  readonly onPulled: (imageId: string, reference: string) => void
}

/** The pinned image on the host: as it is there, or pulled by its digest.
 *  @throws EngineError `replay_gone` when it exists only on a host and is gone from there; the registry's errors */
export async function ensureImage({ engine, pinned, signal, ...on }: Needs): Promise<LocalImage> {
  const byDigest = digestReference(pinned)
  const present = await find(engine, pinned.imageId, byDigest)
  if (present !== null) return present
  if (byDigest === null) {
    throw new EngineError('replay_gone', null, 'The image is gone from the host, and it has no registry.')
  }
  on.onPhase('pull')
  await engine.pullImage(byDigest, on.onPull, signal)
  const pulled = await engine.inspectImage(byDigest)
  if (pulled === null)
    throw new EngineError('image_not_found', null, 'The image is not there after its pull.')
  on.onPulled(pulled.id, byDigest)
  return pulled
}

/** By id first: a pruning engine takes names away before images. */
async function find(
  engine: Engine,
  imageId: string | null,
  byDigest: string | null,
): Promise<LocalImage | null> {
  const byId = imageId === null ? null : await engine.inspectImage(imageId)
  if (byId !== null || byDigest === null) return byId
  return engine.inspectImage(byDigest)
}
