import { posix } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { type ExtractEvents, extract } from 'tar-stream'
import { z } from 'zod'
import { EngineError } from '../docker/engine.ts'
import { imageIdOf } from './image-config.ts'
import type { LayerFile } from './image-copy.ts'

/** A configuration or manifest is far below this, and there are as many as there are layers at most. */
const documentLimit = 1_048_576
/** Of all of them together, which are held in memory: some 127 layers are as many as an image can have. */
const documentsLimit = 160 * documentLimit
/** What a tar spends on an entry, however small. */
const headerBytes = 512

/** What an archive of `docker save` holds, of an old engine or a new one. */
export interface ImageArchive {
  readonly config: Buffer
  /** Where in the archive the layers are, the lowest first. */
  readonly layerNames: readonly string[]
  /** By name in the archive: those that were wanted. */
  readonly files: ReadonlyMap<string, LayerFile>
  /** Whether this is the image with the id: the digest of its configuration, or of a manifest or index in the archive that
   *  leads there. */
  isOf(imageId: string): boolean
}

export interface ArchiveReading {
  /** Whether the content under this name is to be kept, if it is a layer. */
  readonly wants: (name: string) => boolean
  readonly put: (content: AsyncIterable<Uint8Array>) => Promise<LayerFile>
}

type Entry = ExtractEvents['entry'][1]

/** What was found on the way; engines write the manifest last, so until the end nobody knows what is a layer. */
interface Findings {
  readonly documents: Map<string, Buffer>
  readonly files: Map<string, LayerFile>
  /** Older engines write a layer that comes twice once, and a link to it. */
  readonly links: Map<string, string>
  /** How much of all this is held in memory. */
  bytes: number
}

const manifestSchema = z.array(z.object({ Config: z.string(), Layers: z.array(z.string()) })).min(1)

/** Reads an archive once, from end to end, with no more than one part of it in memory.
 *  @throws EngineError `transfer_failed` when it is not what `docker save` writes */
export async function readArchive(
  archive: AsyncIterable<Uint8Array>,
  { wants, put }: ArchiveReading,
): Promise<ImageArchive> {
  const findings: Findings = { documents: new Map(), files: new Map(), links: new Map(), bytes: 0 }
  const entries = extract()
  // What goes wrong comes out of the entries.
  pipeline(Readable.from(archive, { objectMode: false }), entries, () => undefined)
  for await (const entry of entries) await sort(entry, findings, wants, put)
  return await understand(findings, wants, put)
}

async function sort(
  entry: Entry,
  findings: Findings,
  wants: ArchiveReading['wants'],
  put: ArchiveReading['put'],
): Promise<void> {
  const { documents, files, links } = findings
  const { type, size = 0, linkname } = entry.header
  findings.bytes += headerBytes + (size <= documentLimit ? size : 0)
  if (findings.bytes > documentsLimit) throw odd('It holds more than an image can have.')
  const name = posix.normalize(entry.header.name)
  if (type === 'symlink' || type === 'link') {
    const target = linkname ?? ''
    links.set(name, type === 'link' ? posix.normalize(target) : posix.join(posix.dirname(name), target))
  }
  if (type === 'file' && size <= documentLimit) documents.set(name, await collect(entry))
  else if (type === 'file' && wants(name)) files.set(name, await put(entry as AsyncIterable<Uint8Array>))
  else entry.resume()
}

async function understand(
  { documents, files, links }: Findings,
  wants: ArchiveReading['wants'],
  put: ArchiveReading['put'],
): Promise<ImageArchive> {
  const manifest = readManifest(documents.get('manifest.json'))
  const config = documents.get(posix.normalize(manifest.Config))
  if (config === undefined) throw odd('It lacks the configuration of the image.')
  const layerNames = manifest.Layers.map(posix.normalize).map((name) => links.get(name) ?? name)
  for (const name of layerNames) {
    const small = documents.get(name)
    if (small === undefined || files.has(name) || !wants(name)) continue
    files.set(name, await put(Readable.from([small])))
  }
  const configId = imageIdOf(config)
  return { config, layerNames, files, isOf: (imageId) => leadsTo(configId, imageId, documents) }
}

/** An index names manifests, and a manifest the configuration. A document counts only under the digest that it has. */
function leadsTo(configId: string, from: string, documents: ReadonlyMap<string, Buffer>, steps = 3): boolean {
  if (from === configId) return true
  const document = documents.get(`blobs/sha256/${from.replace(/^sha256:/, '')}`)
  if (document === undefined || steps === 0 || imageIdOf(document) !== from) return false
  const named = document.toString('utf8').match(/sha256:[0-9a-f]{64}/g) ?? []
  return named.some((next) => leadsTo(configId, next, documents, steps - 1))
}

function readManifest(document: Buffer | undefined): z.infer<typeof manifestSchema>[number] {
  try {
    const [image] = manifestSchema.parse(JSON.parse(document?.toString('utf8') ?? ''))
    if (image !== undefined) return image
  } catch (cause) {
    throw odd('It has no manifest that can be read.', cause)
  }
  throw odd('It holds no image.')
}

async function collect(entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of entry) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function odd(what: string, cause?: unknown): EngineError {
  return new EngineError('transfer_failed', null, `The engine gave an archive that is none. ${what}`, {
    cause,
  })
}
