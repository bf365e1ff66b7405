import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip, createZstdDecompress } from 'node:zlib'
import type { LayerFile } from './image-copy.ts'

/** Least effort: a layer is read at the pace of a disk and written at that of a network. */
const gzipLevel = 1

/** More than there is room for. */
export class NoRoom extends Error {}

/** Writes layers as files into one folder, each under a number of its own. */
export class LayerShelf {
  readonly #folder: string
  #count = 0
  #bytes = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  /** How much is there. */
  get bytes(): number {
    return this.#bytes
  }

  /** Compresses a layer's tar into a file and finds out its digests; one that comes compressed is unpacked first.
   *  On the disk, and not only in its cache, when this resolves. Rejects with NoRoom as soon as the file passes the limit. */
  async put(
    content: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
    limitBytes = Number.POSITIVE_INFINITY,
  ): Promise<LayerFile> {
    const path = join(this.#folder, `${this.#count++}.part`)
    const [unpacked, packed] = [createHash('sha256'), createHash('sha256')]
    let bytes = 0
    const { stream, unpack } = await unpackerOf(content)
    const tar = unpack === null ? stream : stream.compose(unpack)
    await pipeline(
      tar,
      watched((chunk) => unpacked.update(chunk)),
      createGzip({ level: gzipLevel }),
      watched((chunk) => {
        packed.update(chunk)
        bytes += chunk.length
        if (bytes > limitBytes) throw new NoRoom('A layer is larger than there is room for.')
      }),
      createWriteStream(path, { mode: 0o600, flush: true }),
      { signal },
    )
    this.#bytes += bytes
    return { diffId: `sha256:${unpacked.digest('hex')}`, path, bytes, sha256: packed.digest('hex') }
  }

  /** Removes a file that is not wanted after all. */
  discard({ path, bytes }: LayerFile): void {
    rmSync(path, { force: true })
    this.#bytes -= bytes
  }
}

/** Passes everything on, and shows it on the way. */
function watched(look: (chunk: Buffer) => void) {
  return async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
    for await (const chunk of chunks) {
      look(chunk)
      yield chunk
    }
  }
}

/** Whether the file is still what was written. */
export async function isSound({ path, sha256 }: Pick<LayerFile, 'path' | 'sha256'>): Promise<boolean> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  } catch {
    return false
  }
  return hash.digest('hex') === sha256
}

const magics = {
  gzip: Buffer.from([0x1f, 0x8b]),
  zstd: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
} as const

/** Looks at the first bytes: engines with the containerd image store hand out layers as a registry has them. */
async function unpackerOf(
  content: AsyncIterable<Uint8Array>,
): Promise<{ stream: Readable; unpack: Transform | null }> {
  const chunks = content[Symbol.asyncIterator]()
  let head = Buffer.alloc(0)
  while (head.length < magics.zstd.length) {
    const next = await chunks.next()
    if (next.done === true) break
    head = Buffer.concat([head, next.value])
  }
  const stream = Readable.from(continued(head, chunks), { objectMode: false })
  const starts = (magic: Buffer) => head.subarray(0, magic.length).equals(magic)
  if (starts(magics.gzip)) return { stream, unpack: createGunzip() }
  if (starts(magics.zstd)) return { stream, unpack: createZstdDecompress() }
  return { stream, unpack: null }
}

async function* continued(head: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  if (head.length > 0) yield head
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}
