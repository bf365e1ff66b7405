import type { Pinned, Replay } from '../../../contract/deploy.ts'
import type { ContainerIndex } from '../../containers/index-store.ts'
import { labels } from '../../containers/labels.ts'
import { replaceContainer } from '../../containers/replace.ts'
import { settle } from '../../containers/settle.ts'
import { canOverlap, containerSpec } from '../../containers/spec.ts'
import { teardown } from '../../containers/teardown.ts'
import type { LocalImage } from '../../docker/engine.ts'
import type { RunContext, Source } from '../source.ts'
import { type ImageConfig, imageConfigSchema, imageSample } from './config.ts'
import { ensureImage } from './ensure-image.ts'
import { findUnchanged } from './find-unchanged.ts'
import { digestReference, pinOnComputer, pinReference } from './pin.ts'

/** The source kind `image`: one container of an image, pinned to its index digest. */
export function imageSource(index: ContainerIndex): Source<ImageConfig> {
  return {
    kind: 'image',
    schema: imageConfigSchema,
    sample: imageSample,
    canReplay: true,
    reference: ({ reference }) => reference,
    withReference: (config, reference) => ({ ...config, reference }),
    // Where the image came from makes no other container of it.
    fingerprint: ({ reference: _, origin: __, ...fields }) => fields,
    resolve: ({ engine, computer, config, signal }) =>
      config.origin === 'computer'
        ? pinOnComputer(computer.engine, config.reference)
        : pinReference(engine, config.reference, signal),
    run: (context) => run(index, context),
    replay,
    settle: (context) => settle({ ...context, index }),
    teardown: (context) => teardown({ ...context, index }),
  }
}

async function run(index: ContainerIndex, context: RunContext<ImageConfig>): Promise<void> {
  const { engine, workload, config, signal, commit } = context
  const image = await ensureImage(context)
  signal.throwIfAborted()
  const pinned = withImage(context.pinned, image)
  const standing = await findUnchanged(engine, index, context, image.id)
  if (standing !== null) {
    if (standing.name !== workload.name) await engine.renameContainer(standing.id, workload.name)
    context.onPhase('record')
    commit({ pinned, replacement: 'unchanged', healthStatus: standing.health }, () => undefined)
    return
  }
  await replaceContainer({
    ...context,
    index,
    spec: containerSpec(config, {
      image: nameOf(image, pinned),
      labels: ownLabels(context),
      stopTimeoutMs: context.stopTimeoutMs,
    }),
    overlap: canOverlap(config),
    commit: (taken, writeIndex) => commit({ pinned, ...taken }, writeIndex),
  })
}

function ownLabels({ workload, deployId }: RunContext<ImageConfig>): Record<string, string> {
  return {
    [labels.workload]: workload.id,
    [labels.deploy]: deployId,
    [labels.service]: workload.name,
    [labels.role]: 'workload',
  }
}

/** What `docker ps` shows as the image: a name for this very content, while the host has one, or the image's id. */
function nameOf({ id, repoDigests }: LocalImage, { digest }: Pinned): string {
  return repoDigests.find((name) => digest !== null && name.endsWith(`@${digest}`)) ?? id
}

function withImage(pinned: Pinned, { id, platform }: LocalImage): Pinned {
  return { ...pinned, imageId: id, platform }
}

async function replay(pinned: Pinned, look: Parameters<Source['replay']>[1]): Promise<Replay> {
  if (pinned.imageId !== null && look.isImageLocal(pinned.imageId)) return 'local'
  if (pinned.imageId !== null && (await look.isOnComputer(pinned.imageId))) return 'vault'
  const reference = digestReference(pinned)
  return reference !== null && (await look.isInRegistry(reference)) ? 'registry' : 'gone'
}
