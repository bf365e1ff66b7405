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
  return {
    reference: canonical(reference),
    digest: digestOf(local, reference),
    imageId: local.id,
    platform: local.platform,
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
