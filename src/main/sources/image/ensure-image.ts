import type { LayerProgress, Pinned } from '../../../contract/deploy.ts'
import { type Engine, EngineError, type LocalImage } from '../../docker/engine.ts'
import type { SourceContext } from '../source.ts'
import { digestReference } from './pin.ts'

interface Needs {
  readonly engine: Engine
  readonly computer: SourceContext<unknown>['computer']
  readonly pinned: Pinned
  readonly signal: AbortSignal
  readonly onPhase: (phase: 'pull') => void
  readonly onPull: (layers: readonly LayerProgress[]) => void
  readonly onSend: (layers: readonly LayerProgress[]) => void
  readonly onPulled: (imageId: string, reference: string) => void
}

/** The pinned image on the host: as it is there, or a copy that was sent from this computer, or pulled by its digest.
 *  @throws EngineError `replay_gone` when it is in none of these places; those of sending, and the registry's */
export async function ensureImage(needs: Needs): Promise<LocalImage> {
  const { engine, pinned } = needs
  const byDigest = digestReference(pinned)
  const present = (await find(engine, pinned.imageId, byDigest)) ?? (await send(needs))
  if (present !== null) return present
  if (byDigest === null) {
    throw new EngineError('replay_gone', null, 'The image is gone from the host, and it has no registry.')
  }
  return await pull(needs, byDigest)
}

/** Null when this computer has no copy either. */
async function send({ engine, computer, pinned, signal, ...on }: Needs): Promise<LocalImage | null> {
  if (pinned.imageId === null || !(await computer.holds(pinned.imageId))) return null
  on.onPhase('pull')
  const imageId = await computer.send(pinned.imageId, on.onSend, signal)
  const sent = imageId === null ? null : await engine.inspectImage(imageId)
  if (sent !== null) on.onPulled(sent.id, sent.id)
  return sent
}

async function pull({ engine, signal, ...on }: Needs, byDigest: string): Promise<LocalImage> {
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
