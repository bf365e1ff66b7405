import { posix } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { type ExtractEvents, extract } from 'tar-stream'
import { z } from 'zod'
import { EngineError } from '../docker/engine.ts'
import type { LayerFile } from './image-copy.ts'

/** A configuration or manifest is far below this, and there are as many as there are layers at most. */
const documentLimit = 1_048_576

/** What an archive of `docker save` holds, of an old engine or a new one. */
export interface ImageArchive {
  readonly config: Buffer
  /** Where in the archive the layers are, the lowest first. */
  readonly layerNames: readonly string[]
  /** By name in the archive: those that were wanted. */
  readonly files: ReadonlyMap<string, LayerFile>
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
}

const manifestSchema = z.array(z.object({ Config: z.string(), Layers: z.array(z.string()) })).min(1)

/** Reads an archive once, from end to end, with no more than one part of it in memory.
 *  @throws EngineError `transfer_failed` when it is not what `docker save` writes */
export async function readArchive(
  archive: AsyncIterable<Uint8Array>,
  { wants, put }: ArchiveReading,
): Promise<ImageArchive> {
  const findings: Findings = { documents: new Map(), files: new Map(), links: new Map() }
  const entries = extract()
  // What goes wrong comes out of the entries.
  pipeline(Readable.from(archive, { objectMode: false }), entries, () => undefined)
  for await (const entry of entries) await sort(entry, findings, wants, put)
  return await understand(findings, wants, put)
}

async function sort(
  entry: Entry,
  { documents, files, links }: Findings,
  wants: ArchiveReading['wants'],
  put: ArchiveReading['put'],
): Promise<void> {
  const { type, size = 0, linkname } = entry.header
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
  return { config, layerNames, files }
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
