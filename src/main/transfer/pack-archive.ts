import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Pack, pack } from 'tar-stream'
import type { LayerFile } from './image-copy.ts'

export interface ArchivePlan {
  readonly config: Buffer
  /** Digests of all layers; those without a file have to be on the engine. */
  readonly layers: readonly string[]
  /** By position. */
  readonly files: ReadonlyMap<number, LayerFile>
  readonly tag: string | null
  /** How much of the file at a position has been taken since the last call. */
  readonly onBytes: (position: number, bytes: number) => void
}

/** An archive as `docker load` takes it, made while it is read. */
export function packArchive(plan: ArchivePlan): Readable {
  const archive = pack()
  fill(archive, plan).catch((error: unknown) => {
    archive.destroy(error instanceof Error ? error : new Error(String(error)))
  })
  return Readable.from(archive, { objectMode: false })
}

async function fill(archive: Pack, { config, layers, files, tag, onBytes }: ArchivePlan): Promise<void> {
  const names = layers.map((_, position) => `${position}.tar`)
  const manifest = [{ Config: 'config.json', RepoTags: tag === null ? null : [tag], Layers: names }]
  archive.entry({ name: 'config.json' }, config)
  for (const [position, { path, bytes }] of files) {
    const entry = archive.entry({ name: names[position] ?? '', size: bytes })
    const counted = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        yield chunk
        onBytes(position, chunk.length)
      }
    }
    await pipeline(createReadStream(path), counted, entry as unknown as NodeJS.WritableStream)
  }
  // Last, so that an archive that broke off is no archive.
  archive.entry({ name: 'manifest.json' }, JSON.stringify(manifest))
  archive.finalize()
}
