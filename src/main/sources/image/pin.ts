import type { Pinned } from '../../../contract/deploy.ts'
import { type Engine, EngineError, type LocalImage } from '../../docker/engine.ts'
import { canonical, parseReference, type Reference, repository, withDigest } from '../../docker/reference.ts'

/** Resolves a reference to its index digest through the engine that will run it, or to the id of an image that the
 *  engine has by that name when no registry answers for it: one that was built there, or an engine without a network.
 *  @throws EngineError the registry's, when the engine has no such image either */
export async function pinReference(engine: Engine, text: string, signal: AbortSignal): Promise<Pinned> {
  const reference = read(text)
  const name =
    reference.digest === null ? canonical(reference) : canonical(withDigest(reference, reference.digest))
  const [registry, local] = await Promise.all([
    settled(engine.resolveInRegistry(name, signal)),
    engine.inspectImage(name),
  ])
  signal.throwIfAborted()
  if (registry.ok) return pinnedTo(reference, registry.value.digest, local)
  if (local === null) throw registry.error
  return localPin(reference, local)
}

/** Resolves a reference to the id of the image that this computer's engine has by that name; no registry is asked.
 *  @throws EngineError `image_not_on_computer`, also while the engine is away */
export async function pinOnComputer(engine: Engine | null, text: string): Promise<Pinned> {
  const reference = read(text)
  const image = await findOnComputer(engine, canonical(reference))
  if (image === null) {
    throw new EngineError('image_not_on_computer', null, 'The engine of this computer has no such image.')
  }
  return localPin(reference, image)
}

async function findOnComputer(engine: Engine | null, name: string): Promise<LocalImage | null> {
  try {
    return engine === null ? null : await engine.inspectImage(name)
  } catch (cause) {
    if (!(cause instanceof EngineError)) throw cause
    // Of the host it is not said that it is away.
    throw new EngineError('image_not_on_computer', cause.status, cause.message, { cause })
  }
}

/** `repository@digest` of a pinned value; null for an image that exists only on its host. */
export function digestReference({ reference, digest }: Pick<Pinned, 'reference' | 'digest'>): string | null {
  return digest === null ? null : canonical(withDigest(read(reference), digest))
}

function pinnedTo(reference: Reference, digest: string, local: LocalImage | null): Pinned {
  const isSame = local !== null && digestOf(local, reference) === digest
  return {
    reference: canonical(reference),
    digest,
    imageId: isSame ? local.id : null,
    platform: isSame ? local.platform : null,
  }
}

function localPin(reference: Reference, image: LocalImage): Pinned {
  return {
    reference: canonical(reference),
    digest: digestOf(image, reference),
    imageId: image.id,
    platform: image.platform,
  }
}

/** The digest under which an image on the host came from the reference's repository. */
function digestOf({ repoDigests }: LocalImage, reference: Reference): string | null {
  const own = repository(reference)
  for (const repoDigest of repoDigests) {
    const parsed = parseReference(repoDigest)
    if (!('problem' in parsed) && repository(parsed) === own) return parsed.digest
  }
  return null
}

function read(text: string): Reference {
  const parsed = parseReference(text)
  if ('problem' in parsed) throw new EngineError('invalid_source', null, parsed.problem)
  return parsed
}

type Settled<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: unknown }

async function settled<Value>(promise: Promise<Value>): Promise<Settled<Value>> {
  try {
    return { ok: true, value: await promise }
  } catch (error) {
    return { ok: false, error }
  }
}
